// Made by setup/phone_codes.py from pandian/codes; not to be edited.   码表

export const IDENTIFIERS = [{ "ai": "00", "name": "sscc", "format": "N18,csum,gcppos2",
 "predefined": true, "link": "attribute", "link_key": [ "" ]}, { "ai": "01", "name": "gtin",
 "format": "N14,csum,gcppos2", "predefined": true, "link": "attribute", "excludes": [ "255", "37"
 ], "link_key": [ "22,10,21", "235" ]}, { "ai": "02", "name": "content_gtin", "format":
 "N14,csum,gcppos2", "predefined": true, "link": "attribute", "excludes": [ "01", "03" ],
 "requires": [[ "37" ]]}, { "ai": "03", "name": "made_to_order_gtin", "format":
 "N14,csum,gcppos2", "predefined": true, "excludes": [ "01", "02", "37", "235" ]}, { "ai": "10",
 "name": "lot", "format": "X..20", "link": "attribute", "requires": [[ "01", "02", "03", "8006",
 "8026" ]]}, { "ai": "11", "name": "made_on", "format": "N6,yymmd0", "predefined": true, "link":
 "attribute", "requires": [[ "01", "02", "03", "8006", "8026" ]]}, { "ai": "12", "name": "due_on",
 "format": "N6,yymmd0", "predefined": true, "link": "attribute", "requires": [[ "8020" ]]}, {
 "ai": "13", "name": "packed_on", "format": "N6,yymmd0", "predefined": true, "link": "attribute",
 "requires": [[ "01", "02", "03", "8006", "8026" ]]}, { "ai": "15", "name": "best_before",
 "format": "N6,yymmd0", "predefined": true, "link": "attribute", "requires": [[ "01", "02", "03",
 "8006", "8026" ]]}, { "ai": "16", "name": "sell_by", "format": "N6,yymmd0", "predefined": true,
 "link": "attribute", "requires": [[ "01", "02", "03", "8006", "8026" ]]}, { "ai": "17", "name":
 "expires_on", "format": "N6,yymmd0", "predefined": true, "link": "attribute", "requires": [[
 "01", "02", "03", "255", "8006", "8026" ]]}, { "ai": "20", "name": "variant", "format": "N2",
 "predefined": true, "link": "attribute", "requires": [[ "01", "02", "03", "8006", "8026" ]]}, {
 "ai": "21", "name": "serial", "format": "X..20", "excludes": [ "235" ], "requires": [[ "01",
 "03", "8006" ]]}, { "ai": "22", "name": "consumer_variant", "format": "X..20", "requires": [[
 "01" ]]}, { "ai": "235", "name": "third_party_serial", "format": "X..28", "requires": [[ "01"
 ]]}, { "ai": "240", "name": "additional_id", "format": "X..30", "link": "attribute", "requires":
 [[ "01", "02", "03", "8006", "8026" ]]}, { "ai": "241", "name": "customer_part", "format":
 "X..30", "link": "attribute", "requires": [[ "01", "02", "03", "8006", "8026" ]]}, { "ai": "242",
 "name": "made_to_order_variant", "format": "N..6", "link": "attribute", "requires": [[ "01",
 "02", "8006", "8026" ]]}, { "ai": "243", "name": "packaging_component", "format": "X..20",
 "link": "attribute", "requires": [[ "01", "03" ]]}, { "ai": "250", "name": "secondary_serial",
 "format": "X..30", "link": "attribute", "requires": [[ "01+21", "03+21", "8006+21" ]]}, { "ai":
 "251", "name": "source_reference", "format": "X..30", "link": "attribute", "requires": [[ "01",
 "03", "8006" ]]}, { "ai": "253", "name": "document", "format": "N13,csum,gcppos1 [X..17]",
 "link": "attribute", "link_key": [ "" ]}, { "ai": "254", "name": "place_extension", "format":
 "X..20", "requires": [[ "414" ]]}, { "ai": "255", "name": "coupon", "format":
 "N13,csum,gcppos1 [N..12]", "link": "attribute", "excludes": [ "01", "02", "415", "8006", "8020",
 "8026" ], "link_key": [ "" ]}, { "ai": "30", "name": "variable_count", "format": "N..8", "link":
 "attribute", "requires": [[ "01", "02" ]]}, { "ai": "3100-3105", "name": "net_weight_kg",
 "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "310n" ], "requires": [[
 "01", "02" ]], "decimals": true }, { "ai": "3110-3115", "name": "length_m", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "311n" ], "requires": [[ "01", "02" ]],
 "decimals": true }, { "ai": "3120-3125", "name": "width_m", "format": "N6", "predefined": true,
 "link": "attribute", "excludes": [ "312n" ], "requires": [[ "01", "02" ]], "decimals": true }, {
 "ai": "3130-3135", "name": "height_m", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "313n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3140-3145",
 "name": "area_m2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "314n"
 ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3150-3155", "name": "net_volume_l",
 "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "315n" ], "requires": [[
 "01", "02" ]], "decimals": true }, { "ai": "3160-3165", "name": "net_volume_m3", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "316n" ], "requires": [[ "01", "02" ]],
 "decimals": true }, { "ai": "3200-3205", "name": "net_weight_lb", "format": "N6", "predefined":
 true, "link": "attribute", "excludes": [ "320n" ], "requires": [[ "01", "02" ]], "decimals": true
 }, { "ai": "3210-3215", "name": "length_in", "format": "N6", "predefined": true, "link":
 "attribute", "excludes": [ "321n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai":
 "3220-3225", "name": "length_ft", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "322n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3230-3235",
 "name": "length_yd", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "323n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3240-3245", "name":
 "width_in", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "324n" ],
 "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3250-3255", "name": "width_ft",
 "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "325n" ], "requires": [[
 "01", "02" ]], "decimals": true }, { "ai": "3260-3265", "name": "width_yd", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "326n" ], "requires": [[ "01", "02" ]],
 "decimals": true }, { "ai": "3270-3275", "name": "height_in", "format": "N6", "predefined": true,
 "link": "attribute", "excludes": [ "327n" ], "requires": [[ "01", "02" ]], "decimals": true }, {
 "ai": "3280-3285", "name": "height_ft", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "328n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3290-3295",
 "name": "height_yd", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "329n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3300-3305", "name":
 "gross_weight_kg", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "330n"
 ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3310-3315", "name":
 "logistic_length_m", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "331n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3320-3325", "name":
 "logistic_width_m", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "332n"
 ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3330-3335", "name":
 "logistic_height_m", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "333n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3340-3345", "name":
 "logistic_area_m2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "334n"
 ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3350-3355", "name":
 "logistic_volume_l", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "335n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3360-3365", "name":
 "logistic_volume_m3", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "336n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3370-3375", "name":
 "kg_per_m2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "337n" ],
 "requires": [[ "01" ]], "decimals": true }, { "ai": "3400-3405", "name": "gross_weight_lb",
 "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "340n" ], "requires": [[
 "00", "01" ]], "decimals": true }, { "ai": "3410-3415", "name": "logistic_length_in", "format":
 "N6", "predefined": true, "link": "attribute", "excludes": [ "341n" ], "requires": [[ "00", "01"
 ]], "decimals": true }, { "ai": "3420-3425", "name": "logistic_length_ft", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "342n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3430-3435", "name": "logistic_length_yd", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "343n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3440-3445", "name": "logistic_width_in", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "344n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3450-3455", "name": "logistic_width_ft", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "345n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3460-3465", "name": "logistic_width_yd", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "346n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3470-3475", "name": "logistic_height_in", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "347n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3480-3485", "name": "logistic_height_ft", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "348n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3490-3495", "name": "logistic_height_yd", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "349n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3500-3505", "name": "area_in2", "format": "N6", "predefined": true,
 "link": "attribute", "excludes": [ "350n" ], "requires": [[ "01", "02" ]], "decimals": true }, {
 "ai": "3510-3515", "name": "area_ft2", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "351n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3520-3525",
 "name": "area_yd2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "352n"
 ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3530-3535", "name":
 "logistic_area_in2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "353n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3540-3545", "name":
 "logistic_area_ft2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "354n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3550-3555", "name":
 "logistic_area_yd2", "format": "N6", "predefined": true, "link": "attribute", "excludes": [
 "355n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3560-3565", "name":
 "net_weight_ozt", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "356n"
 ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3570-3575", "name":
 "net_volume_oz", "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "357n" ],
 "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3600-3605", "name": "net_volume_qt",
 "format": "N6", "predefined": true, "link": "attribute", "excludes": [ "360n" ], "requires": [[
 "01", "02" ]], "decimals": true }, { "ai": "3610-3615", "name": "net_volume_gal", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "361n" ], "requires": [[ "01", "02" ]],
 "decimals": true }, { "ai": "3620-3625", "name": "logistic_volume_qt", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "362n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3630-3635", "name": "logistic_volume_gal", "format": "N6",
 "predefined": true, "link": "attribute", "excludes": [ "363n" ], "requires": [[ "00", "01" ]],
 "decimals": true }, { "ai": "3640-3645", "name": "net_volume_in3", "format": "N6", "predefined":
 true, "link": "attribute", "excludes": [ "364n" ], "requires": [[ "01", "02" ]], "decimals": true
 }, { "ai": "3650-3655", "name": "net_volume_ft3", "format": "N6", "predefined": true, "link":
 "attribute", "excludes": [ "365n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai":
 "3660-3665", "name": "net_volume_yd3", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "366n" ], "requires": [[ "01", "02" ]], "decimals": true }, { "ai": "3670-3675",
 "name": "logistic_volume_in3", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "367n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3680-3685",
 "name": "logistic_volume_ft3", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "368n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "3690-3695",
 "name": "logistic_volume_yd3", "format": "N6", "predefined": true, "link": "attribute",
 "excludes": [ "369n" ], "requires": [[ "00", "01" ]], "decimals": true }, { "ai": "37", "name":
 "count", "format": "N..8", "link": "attribute", "requires": [[ "00+02", "00+8026" ]]}, { "ai":
 "3900-3909", "name": "amount", "format": "N..15", "link": "attribute", "excludes": [ "390n",
 "391n", "394n", "8111" ], "requires": [[ "255", "8020" ]], "decimals": true }, { "ai":
 "3910-3919", "name": "amount_in_currency", "format": "N3,iso4217 N..15", "link": "attribute",
 "excludes": [ "391n" ], "requires": [[ "8020" ]], "decimals": true }, { "ai": "3920-3929",
 "name": "price", "format": "N..15", "link": "attribute", "excludes": [ "392n", "393n" ],
 "requires": [[ "01+30", "01+31nn", "01+32nn", "01+35nn", "01+36nn" ]], "decimals": true }, {
 "ai": "3930-3939", "name": "price_in_currency", "format": "N3,iso4217 N..15", "link":
 "attribute", "excludes": [ "393n" ], "requires": [[ "30", "31nn", "32nn", "35nn", "36nn" ]],
 "decimals": true }, { "ai": "3940-3943", "name": "discount_percent", "format": "N4", "link":
 "attribute", "excludes": [ "394n", "8111" ], "requires": [[ "255" ]], "decimals": true }, { "ai":
 "3950-3955", "name": "price_per_unit_of_measure", "format": "N6", "link": "attribute",
 "excludes": [ "392n", "393n", "395n", "8005" ], "requires": [[ "30", "31nn", "32nn", "35nn",
 "36nn" ]], "decimals": true }, { "ai": "400", "name": "order", "format": "X..30", "link":
 "attribute" }, { "ai": "401", "name": "consignment", "format": "X..30,gcppos1", "link":
 "attribute", "link_key": [ "" ]}, { "ai": "402", "name": "shipment", "format":
 "N17,csum,gcppos1", "link": "attribute", "link_key": [ "" ]}, { "ai": "403", "name": "route",
 "format": "X..30", "link": "attribute", "requires": [[ "00" ]]}, { "ai": "410", "name":
 "ship_to", "format": "N13,csum,gcppos1", "predefined": true, "link": "attribute" }, { "ai":
 "411", "name": "bill_to", "format": "N13,csum,gcppos1", "predefined": true, "link": "attribute"
 }, { "ai": "412", "name": "purchased_from", "format": "N13,csum,gcppos1", "predefined": true,
 "link": "attribute" }, { "ai": "413", "name": "ship_for", "format": "N13,csum,gcppos1",
 "predefined": true, "link": "attribute" }, { "ai": "414", "name": "place", "format":
 "N13,csum,gcppos1", "predefined": true, "link": "attribute", "link_key": [ "254", "7040" ]}, {
 "ai": "415", "name": "pay_to", "format": "N13,csum,gcppos1", "predefined": true, "link":
 "attribute", "requires": [[ "8020" ]], "link_key": [ "8020" ]}, { "ai": "416", "name": "made_at",
 "format": "N13,csum,gcppos1", "predefined": true, "link": "attribute" }, { "ai": "417", "name":
 "party", "format": "N13,csum,gcppos1", "predefined": true, "link": "attribute", "link_key": [
 "7040" ]}, { "ai": "420", "name": "ship_to_post", "format": "X..20", "link": "attribute",
 "excludes": [ "421" ]}, { "ai": "421", "name": "ship_to_country_post", "format":
 "N3,iso3166 X..9", "link": "attribute", "excludes": [ "4307" ]}, { "ai": "422", "name":
 "origin_country", "format": "N3,iso3166", "link": "attribute", "excludes": [ "426" ], "requires":
 [[ "01", "02", "03", "8006", "8026" ]]}, { "ai": "423", "name": "first_process_countries",
 "format": "N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166", "link": "attribute",
 "excludes": [ "426" ], "requires": [[ "01", "02", "03" ]]}, { "ai": "424", "name":
 "process_country", "format": "N3,iso3166", "link": "attribute", "excludes": [ "426" ],
 "requires": [[ "01", "02", "03" ]]}, { "ai": "425", "name": "disassembly_countries", "format":
 "N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166", "link": "attribute",
 "excludes": [ "426" ], "requires": [[ "01", "02", "03" ]]}, { "ai": "426", "name":
 "full_process_country", "format": "N3,iso3166", "link": "attribute", "requires": [[ "01", "02",
 "03" ]]}, { "ai": "427", "name": "origin_subdivision", "format": "X..3", "link": "attribute",
 "requires": [[ "01+422", "02+422", "03+422" ]]}, { "ai": "4300", "name": "ship_to_company",
 "format": "X..35,pcenc", "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4301", "name":
 "ship_to_name", "format": "X..35,pcenc", "link": "attribute", "requires": [[ "00" ]]}, { "ai":
 "4302", "name": "ship_to_address_1", "format": "X..70,pcenc", "link": "attribute", "requires": [[
 "00" ]]}, { "ai": "4303", "name": "ship_to_address_2", "format": "X..70,pcenc", "link":
 "attribute", "requires": [[ "4302" ]]}, { "ai": "4304", "name": "ship_to_suburb", "format":
 "X..70,pcenc", "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4305", "name":
 "ship_to_locality", "format": "X..70,pcenc", "link": "attribute", "requires": [[ "00" ]]}, {
 "ai": "4306", "name": "ship_to_region", "format": "X..70,pcenc", "link": "attribute", "requires":
 [[ "00" ]]}, { "ai": "4307", "name": "ship_to_country", "format": "X2,iso3166alpha2", "link":
 "attribute", "requires": [[ "00" ]]}, { "ai": "4308", "name": "ship_to_phone", "format": "X..30",
 "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4309", "name": "ship_to_position",
 "format": "N10,latitude N10,longitude", "link": "attribute", "requires": [[ "00" ]]}, { "ai":
 "4310", "name": "return_to_company", "format": "X..35,pcenc", "link": "attribute", "requires": [[
 "00" ]]}, { "ai": "4311", "name": "return_to_name", "format": "X..35,pcenc", "link": "attribute",
 "requires": [[ "00" ]]}, { "ai": "4312", "name": "return_to_address_1", "format": "X..70,pcenc",
 "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4313", "name": "return_to_address_2",
 "format": "X..70,pcenc", "link": "attribute", "requires": [[ "4312" ]]}, { "ai": "4314", "name":
 "return_to_suburb", "format": "X..70,pcenc", "link": "attribute", "requires": [[ "00" ]]}, {
 "ai": "4315", "name": "return_to_locality", "format": "X..70,pcenc", "link": "attribute",
 "requires": [[ "00" ]]}, { "ai": "4316", "name": "return_to_region", "format": "X..70,pcenc",
 "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4317", "name": "return_to_country",
 "format": "X2,iso3166alpha2", "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4318",
 "name": "return_to_post", "format": "X..20", "link": "attribute", "requires": [[ "00" ]]}, {
 "ai": "4319", "name": "return_to_phone", "format": "X..30", "link": "attribute", "requires": [[
 "00" ]]}, { "ai": "4320", "name": "service", "format": "X..35,pcenc", "link": "attribute",
 "requires": [[ "00" ]]}, { "ai": "4321", "name": "dangerous_goods", "format": "N1,yesno", "link":
 "attribute", "requires": [[ "00" ]]}, { "ai": "4322", "name": "may_be_left", "format":
 "N1,yesno", "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4323", "name":
 "needs_signature", "format": "N1,yesno", "link": "attribute", "requires": [[ "00" ]]}, { "ai":
 "4324", "name": "deliver_not_before", "format": "N6,yymmd0 N4,hhmi", "link": "attribute",
 "requires": [[ "00" ]]}, { "ai": "4325", "name": "deliver_not_after", "format":
 "N6,yymmd0 N4,hhmi", "link": "attribute", "requires": [[ "00" ]]}, { "ai": "4326", "name":
 "released_on", "format": "N6,yymmdd", "link": "attribute", "requires": [[ "00" ]]}, { "ai":
 "4330", "name": "temperature_max_f", "format": "N6 [X1],hyphen", "link": "attribute", "excludes":
 [ "4331" ], "requires": [[ "00" ]]}, { "ai": "4331", "name": "temperature_max_c", "format":
 "N6 [X1],hyphen", "link": "attribute", "excludes": [ "4330" ], "requires": [[ "00" ]]}, { "ai":
 "4332", "name": "temperature_min_f", "format": "N6 [X1],hyphen", "link": "attribute", "excludes":
 [ "4333" ], "requires": [[ "00" ]]}, { "ai": "4333", "name": "temperature_min_c", "format":
 "N6 [X1],hyphen", "link": "attribute", "excludes": [ "4332" ], "requires": [[ "00" ]]}, { "ai":
 "7001", "name": "nato_stock_number", "format": "N13", "link": "attribute", "requires": [[ "01",
 "02", "8006", "8026" ]]}, { "ai": "7002", "name": "meat_cut", "format": "X..30", "link":
 "attribute", "requires": [[ "01", "02" ]]}, { "ai": "7003", "name": "expires_at", "format":
 "N6,yymmdd N4,hhmi", "link": "attribute", "requires": [[ "01", "02", "03" ]]}, { "ai": "7004",
 "name": "active_potency", "format": "N..4", "link": "attribute", "requires": [[ "01+10", "03+10"
 ]]}, { "ai": "7005", "name": "catch_area", "format": "X..12", "link": "attribute", "requires": [[
 "01", "02" ]]}, { "ai": "7006", "name": "first_frozen_on", "format": "N6,yymmdd", "link":
 "attribute", "requires": [[ "01", "02" ]]}, { "ai": "7007", "name": "harvested_on", "format":
 "N6,yymmdd [N6],yymmdd", "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai": "7008",
 "name": "fishery_species", "format": "X..3", "link": "attribute", "requires": [[ "01", "02" ]]},
 { "ai": "7009", "name": "fishing_gear", "format": "X..10", "link": "attribute", "requires": [[
 "01", "02" ]]}, { "ai": "7010", "name": "production_method", "format": "X..2", "link":
 "attribute", "requires": [[ "01", "02", "03" ]]}, { "ai": "7011", "name": "test_by", "format":
 "N6,yymmdd [N4],hhmi", "link": "attribute", "requires": [[ "01", "02", "03" ]]}, { "ai": "7020",
 "name": "refurbishment_lot", "format": "X..20", "link": "attribute", "requires": [[ "01+416",
 "03+416", "8006+416" ]]}, { "ai": "7021", "name": "functional_status", "format": "X..20", "link":
 "attribute", "requires": [[ "01", "03", "8006" ]]}, { "ai": "7022", "name": "revision_status",
 "format": "X..20", "link": "attribute", "requires": [[ "01+7021", "03+7021", "8006+7021" ]]}, {
 "ai": "7023", "name": "assembly_asset", "format": "X..30,gcppos1", "link": "attribute" }, { "ai":
 "7030", "name": "processor_0", "format": "N3,iso3166999 X..27", "link": "attribute", "requires":
 [[ "01", "02" ]]}, { "ai": "7031", "name": "processor_1", "format": "N3,iso3166999 X..27",
 "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai": "7032", "name": "processor_2",
 "format": "N3,iso3166999 X..27", "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai":
 "7033", "name": "processor_3", "format": "N3,iso3166999 X..27", "link": "attribute", "requires":
 [[ "01", "02" ]]}, { "ai": "7034", "name": "processor_4", "format": "N3,iso3166999 X..27",
 "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai": "7035", "name": "processor_5",
 "format": "N3,iso3166999 X..27", "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai":
 "7036", "name": "processor_6", "format": "N3,iso3166999 X..27", "link": "attribute", "requires":
 [[ "01", "02" ]]}, { "ai": "7037", "name": "processor_7", "format": "N3,iso3166999 X..27",
 "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai": "7038", "name": "processor_8",
 "format": "N3,iso3166999 X..27", "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai":
 "7039", "name": "processor_9", "format": "N3,iso3166999 X..27", "link": "attribute", "requires":
 [[ "01", "02" ]]}, { "ai": "7040", "name": "unique_id_extension", "format":
 "N1 X1 X1 X1,importeridx" }, { "ai": "7041", "name": "freight_unit_type", "format":
 "X..4,packagetype", "requires": [[ "00" ]]}, { "ai": "710", "name": "reimbursement_de", "format":
 "X..20", "link": "attribute", "requires": [[ "01" ]]}, { "ai": "711", "name": "reimbursement_fr",
 "format": "X..20", "link": "attribute", "requires": [[ "01" ]]}, { "ai": "712", "name":
 "reimbursement_es", "format": "X..20", "link": "attribute", "requires": [[ "01" ]]}, { "ai":
 "713", "name": "reimbursement_br", "format": "X..20", "link": "attribute", "requires": [[ "01"
 ]]}, { "ai": "714", "name": "reimbursement_pt", "format": "X..20", "link": "attribute",
 "requires": [[ "01" ]]}, { "ai": "715", "name": "reimbursement_us", "format": "X..20", "link":
 "attribute", "requires": [[ "01" ]]}, { "ai": "716", "name": "reimbursement_it", "format":
 "X..20", "link": "attribute", "requires": [[ "01" ]]}, { "ai": "717", "name": "reimbursement_cr",
 "format": "X..20", "link": "attribute", "requires": [[ "01" ]]}, { "ai": "7230", "name":
 "certificate_1", "format": "X2 X..28", "link": "attribute", "requires": [[ "01", "8004" ]]}, {
 "ai": "7231", "name": "certificate_2", "format": "X2 X..28", "link": "attribute", "requires": [[
 "01", "8004" ]]}, { "ai": "7232", "name": "certificate_3", "format": "X2 X..28", "link":
 "attribute", "requires": [[ "01", "8004" ]]}, { "ai": "7233", "name": "certificate_4", "format":
 "X2 X..28", "link": "attribute", "requires": [[ "01", "8004" ]]}, { "ai": "7234", "name":
 "certificate_5", "format": "X2 X..28", "link": "attribute", "requires": [[ "01", "8004" ]]}, {
 "ai": "7235", "name": "certificate_6", "format": "X2 X..28", "link": "attribute", "requires": [[
 "01", "8004" ]]}, { "ai": "7236", "name": "certificate_7", "format": "X2 X..28", "link":
 "attribute", "requires": [[ "01", "8004" ]]}, { "ai": "7237", "name": "certificate_8", "format":
 "X2 X..28", "link": "attribute", "requires": [[ "01", "8004" ]]}, { "ai": "7238", "name":
 "certificate_9", "format": "X2 X..28", "link": "attribute", "requires": [[ "01", "8004" ]]}, {
 "ai": "7239", "name": "certificate_10", "format": "X2 X..28", "link": "attribute", "requires": [[
 "01", "8004" ]]}, { "ai": "7240", "name": "protocol", "format": "X..20", "link": "attribute",
 "excludes": [ "03" ], "requires": [[ "01", "8006" ]]}, { "ai": "7241", "name": "media_type",
 "format": "N2,mediatype", "link": "attribute", "requires": [[ "8017", "8018" ]]}, { "ai": "7242",
 "name": "version_control", "format": "X..25", "link": "attribute", "requires": [[ "8017", "8018"
 ]]}, { "ai": "7250", "name": "born_on", "format": "N8,yyyymmdd", "link": "attribute", "excludes":
 [ "7251" ], "requires": [[ "8018" ]]}, { "ai": "7251", "name": "born_at", "format":
 "N8,yyyymmdd N4,hhmi", "link": "attribute", "excludes": [ "7250" ], "requires": [[ "8018" ]]}, {
 "ai": "7252", "name": "sex", "format": "N1,iso5218", "link": "attribute", "requires": [[ "8018"
 ]]}, { "ai": "7253", "name": "family_name", "format": "X..40,pcenc", "link": "attribute",
 "excludes": [ "7256", "7259" ], "requires": [[ "8017", "8018" ]]}, { "ai": "7254", "name":
 "given_name", "format": "X..40,pcenc", "link": "attribute", "excludes": [ "7256", "7259" ],
 "requires": [[ "8017", "8018" ]]}, { "ai": "7255", "name": "name_suffix", "format": "X..10",
 "link": "attribute", "excludes": [ "7256", "7259" ], "requires": [[ "8017", "8018" ]]}, { "ai":
 "7256", "name": "full_name", "format": "X..90,pcenc", "link": "attribute", "requires": [[ "8017",
 "8018" ]]}, { "ai": "7257", "name": "person_address", "format": "X..70,pcenc", "link":
 "attribute", "requires": [[ "8018" ]]}, { "ai": "7258", "name": "birth_order", "format":
 "X3,posinseqslash", "link": "attribute", "requires": [[ "8018+7259" ]]}, { "ai": "7259", "name":
 "baby", "format": "X..40,pcenc", "link": "attribute", "excludes": [ "7256" ], "requires": [[
 "8018" ]]}, { "ai": "8001", "name": "roll_dimensions", "format":
 "N4,nonzero N5,nonzero N3,nonzero N1,winding N1", "link": "attribute", "requires": [[ "01" ]]}, {
 "ai": "8002", "name": "mobile_phone", "format": "X..20", "link": "attribute" }, { "ai": "8003",
 "name": "returnable_asset", "format": "N1,zero N13,csum,gcppos1 [X..16]", "link": "attribute",
 "link_key": [ "" ]}, { "ai": "8004", "name": "individual_asset", "format": "X..30,gcppos1",
 "link": "attribute", "link_key": [ "7040" ]}, { "ai": "8005", "name": "price_per_unit", "format":
 "N6", "link": "attribute", "requires": [[ "01", "02" ]]}, { "ai": "8006", "name":
 "piece_of_item", "format": "N14,csum,gcppos2 N4,pieceoftotal", "link": "attribute", "excludes": [
 "01", "03", "37" ], "link_key": [ "22,10,21" ]}, { "ai": "8007", "name": "bank_account",
 "format": "X..34,iban", "link": "attribute", "requires": [[ "415" ]]}, { "ai": "8008", "name":
 "made_at_time", "format": "N6,yymmdd N2,hh [N2],mi [N2],ss", "link": "attribute", "requires": [[
 "01", "02", "03" ]]}, { "ai": "8009", "name": "optical_sensor", "format": "X..50", "link":
 "attribute", "requires": [[ "00", "01", "03" ]]}, { "ai": "8010", "name": "component", "format":
 "Y..30,gcppos1", "link": "attribute", "link_key": [ "8011" ]}, { "ai": "8011", "name":
 "component_serial", "format": "N..12,nozeroprefix", "requires": [[ "8010" ]]}, { "ai": "8012",
 "name": "software_version", "format": "X..20", "link": "attribute", "requires": [[ "01", "03",
 "8006" ]]}, { "ai": "8013", "name": "model", "format": "X..25,csumalpha,gcppos1", "link":
 "attribute", "link_key": [ "" ]}, { "ai": "8014", "name": "master_device", "format":
 "X..25,csumalpha,gcppos1,hasnondigit", "requires": [[ "01" ]]}, { "ai": "8017", "name":
 "service_provider", "format": "N18,csum,gcppos1", "link": "attribute", "excludes": [ "8018" ],
 "link_key": [ "8019" ]}, { "ai": "8018", "name": "service_recipient", "format":
 "N18,csum,gcppos1", "link": "attribute", "excludes": [ "8017" ], "link_key": [ "8019" ]}, { "ai":
 "8019", "name": "service_instance", "format": "N..10", "requires": [[ "8017", "8018" ]]}, { "ai":
 "8020", "name": "payment_reference", "format": "X..25", "requires": [[ "415" ]]}, { "ai": "8026",
 "name": "content_piece", "format": "N14,csum,gcppos2 N4,pieceoftotal", "link": "attribute",
 "excludes": [ "02", "03", "8006" ], "requires": [[ "37" ]]}, { "ai": "8030", "name": "signature",
 "format": "Z..90", "link": "attribute", "requires": [[ "00", "01+21", "03+21", "253", "255",
 "8003", "8004", "8006+21", "8010+8011", "8017", "8018" ]]}, { "ai": "8040", "name": "imei",
 "format": "N15", "requires": [[ "01+21" ]]}, { "ai": "8041", "name": "imei_2", "format": "N15",
 "requires": [[ "01+21+8040" ]]}, { "ai": "8042", "name": "esim", "format": "N32", "requires": [[
 "01+21+8040" ]]}, { "ai": "8043", "name": "psim", "format": "N18 [N..2]", "requires": [[
 "01+21+8040" ]]}, { "ai": "8110", "name": "coupon_na", "format": "X..70,couponcode", "link":
 "attribute" }, { "ai": "8111", "name": "loyalty_points", "format": "N4", "link": "attribute",
 "requires": [[ "255" ]]}, { "ai": "8112", "name": "positive_offer", "format":
 "X..70,couponposoffer", "link": "attribute" }, { "ai": "8200", "name": "product_link", "format":
 "X..70", "requires": [[ "01" ]]}, { "ai": "90", "name": "agreed", "format": "X..30", "link":
 "attribute" }, { "ai": "91-99", "name": "internal", "format": "X..90", "link": "attribute" }];

export const LISTS = { "iso3166": [
 "004 008 010 012 016 020 024 028 031 032 036 040 044 048 050 051 052 056 060 064 068 070 072",
 "074 076 084 086 090 092 096 100 104 108 112 116 120 124 132 136 140 144 148 152 156 158 162",
 "166 170 174 175 178 180 184 188 191 192 196 203 204 208 212 214 218 222 226 231 232 233 234",
 "238 239 242 246 248 250 254 258 260 262 266 268 270 275 276 288 292 296 300 304 308 312 316",
 "320 324 328 332 334 336 340 344 348 352 356 360 364 368 372 376 380 384 388 392 398 400 404",
 "408 410 414 417 418 422 426 428 430 434 438 440 442 446 450 454 458 462 466 470 474 478 480",
 "484 492 496 498 499 500 504 508 512 516 520 524 528 531 533 534 535 540 548 554 558 562 566",
 "570 574 578 580 581 583 584 585 586 591 598 600 604 608 612 616 620 624 626 630 634 638 642",
 "643 646 652 654 659 660 662 663 666 670 674 678 682 686 688 690 694 702 703 704 705 706 710",
 "716 724 728 729 732 740 744 748 752 756 760 762 764 768 772 776 780 784 788 792 795 796 798",
 "800 804 807 818 826 831 832 833 834 840 850 854 858 860 862 876 882 887 894" ], "iso3166alpha2":
 [ "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR",
 "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ",
 "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW",
 "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY",
 "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV",
 "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY",
 "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG",
 "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM",
 "ZW" ], "iso4217": [
 "008 012 032 036 044 048 050 051 052 060 064 068 072 084 090 096 104 108 116 124 132 136 144",
 "152 156 170 174 188 192 203 208 214 222 230 232 238 242 262 270 292 320 324 328 332 340 344",
 "348 352 356 360 364 368 376 388 392 396 398 400 404 408 410 414 417 418 422 426 430 434 446",
 "454 458 462 480 484 496 498 504 512 516 524 532 533 548 554 558 566 578 586 590 598 600 604",
 "608 634 643 646 654 682 690 702 704 706 710 728 748 752 756 760 764 776 780 784 788 800 807",
 "818 826 834 840 858 860 882 886 901 924 925 926 927 928 929 930 933 934 936 938 940 941 943",
 "944 946 947 948 949 950 951 952 953 955 956 957 958 959 960 961 962 963 964 965 967 968 969",
 "970 971 972 973 976 977 978 979 980 981 984 985 986 990 994 997 999" ], "mediatype": [
 "01 02 03 04 05 06 07 08 09 10 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 99" ]};
