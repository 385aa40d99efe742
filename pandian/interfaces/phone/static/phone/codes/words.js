// Made by setup/phone_codes.py from pandian/codes; not to be edited.   码表

export const FAULTS = { "not_an_epc": [ "不是电子标签的内容：应为十六进制、二进制或 urn:epc: 开头",
 "This is no tag: hexadecimal, binary or a text that begins with urn:epc: is expected" ],
 "header_unknown": [ "不认识的标签头 {0}，原样保留", "The header {0} is not known; the tag is kept as it is"
 ], "tag_length": [ "{0} 应为 {1} 位（或补零到 {2} 位），实有 {3} 位",
 "{0} has {1} bits (or {2} with padding); {3} were found" ], "pad_not_zero": [ "{0} 之后的填充位应全为 0",
 "The padding after {0} must be zeros" ], "reserved_not_zero": [ "{0} 的保留位应全为 0",
 "The reserved bits of {0} must be zeros" ], "partition_wrong": [ "分区值 {0} 不存在，应为 0 到 6",
 "There is no partition {0}; it lies in 0 to 6" ], "prefix_overflow": [ "厂商识别代码 {0} 超过 {1} 位数字",
 "The company prefix {0} has more than {1} digits" ], "reference_overflow": [
 "参考代码 {0} 超过 {1} 位数字", "The reference {0} has more than {1} digits" ], "text_broken": [
 "{0} 的文字部分从第 {1} 个字符起不合规", "The text of {0} is not valid from character {1}" ], "text_empty": [
 "{0} 的文字部分为空", "The text of {0} is empty" ], "scheme_unknown": [ "不认识的标签方案 {0}，应是其中之一：{1}",
 "Scheme {0} is not known; it must be one of: {1}" ], "uri_shape": [ "{0} 的各部分不完整，应为 {1}",
 "The parts of {0} are not complete; {1} is expected" ], "uri_escape": [
 "{0} 第 {1} 个字符起的写法不合规：{2}", "{0}: from character {1} this may not be written so: {2}" ],
 "filter_wrong": [ "过滤值 {0} 应为 0 到 7", "The filter {0} must lie in 0 to 7" ], "prefix_digits": [
 "厂商识别代码应为 6 到 12 位数字，收到 {0}", "A company prefix has 6 to 12 digits; {0} was given" ],
 "reference_digits": [ "参考代码应为 {1} 位数字，收到 {0}",
 "The reference must have {1} digits; {0} was given" ], "serial_missing": [ "{0} 缺少序列号",
 "{0} lacks its serial" ], "check_digit": [ "{0} 的校验位是 {1}，应为 {2}",
 "{0}: the check digit is {1}, not {2}" ], "check_pair": [ "{0} 的校验字符是 {1}，应为 {2}",
 "{0}: the check pair is {1}, not {2}" ], "length": [ "{0} 应为 {1} 位，实有 {2} 位",
 "{0}: {1} characters expected, {2} found" ], "too_long": [ "{0} 最多 {1} 位，实有 {2} 位",
 "{0}: at most {1} characters, {2} found" ], "character": [ "{0} 第 {2} 位起含有不允许的字符 {1}（只允许 {3}）",
 "{0}: {1} from position {2} is not allowed (only {3})" ], "date_year": [ "{0} 的年份 {1} 超出日历",
 "{0}: the year {1} is outside the calendar" ], "date_month": [ "{0} 的月份 {1} 不存在",
 "{0}: there is no month {1}" ], "date_day": [ "{0} 的日 {1} 不存在（{2}）",
 "{0}: there is no day {1} in {2}" ], "date_day_zero": [ "{0} 不允许日为 00",
 "{0}: day 00 is not allowed here" ], "time": [ "{0} 的时间 {1} 不存在", "{0}: there is no time {1}" ],
 "missing_partner": [ "{0} 必须与 {1} 同时出现", "{0} must stand together with {1}" ],
 "excluded_partner": [ "{0} 不能与 {1} 同时出现", "{0} may not stand together with {1}" ],
 "repeat_differs": [ "{0} 出现两次且内容不同：{1}、{2}", "{0} stands twice and differs: {1}, {2}" ],
 "unknown_ai": [ "从第 {1} 位起没有已知的标识符：{0}", "No known identifier from position {1}: {0}" ],
 "separator_missing": [ "{0} 之后缺少分隔符", "A separator is missing after {0}" ], "not_listed": [
 "{0} 的 {1} 不在代码表 {2} 中", "{0}: {1} is not in the list {2}" ], "company_prefix": [
 "{0} 应以至少 4 位数字的厂商识别代码开头", "{0} must begin with a company prefix of at least 4 digits" ],
 "piece_of_total": [ "{0} 的件号与总件数不符：{1}", "{0}: the piece and the total do not fit: {1}" ],
 "must_be_zero": [ "{0} 此处应为 0，实为 {1}", "{0}: 0 expected here, {1} found" ], "may_not_be_zero": [
 "{0} 不能为零", "{0} may not be zero" ], "leading_zero": [ "{0} 不能以 0 开头：{1}",
 "{0} may not begin with 0: {1}" ], "needs_letter": [ "{0} 至少应有一个非数字字符",
 "{0} needs at least one character that is no digit" ], "percent_encoding": [
 "{0} 含有不完整的百分号编码：{1}", "{0} holds a broken percent code: {1}" ], "iban": [ "{0} 不是有效的国际银行账号",
 "{0} is not a valid bank account (IBAN)" ], "out_of_range": [ "{0} 的 {1} 超出范围 {2}",
 "{0}: {1} is outside {2}" ], "all_zero": [ "{0} 不能全为零", "{0} may not be all zeros" ],
 "not_a_gtin": [ "商品条码应为 8、12、13 或 14 位数字，实有 {0} 个字符",
 "A trade item number has 8, 12, 13 or 14 digits; {0} characters were found" ], "no_link_key": [
 "链接中没有 GS1 键（应为数字，如 /01/）", "The link holds no GS1 key (a number such as /01/)" ],
 "qualifier_order": [ "链接中限定符的顺序是 {0}，应为 {1}", "The qualifiers stand as {0}; the order is {1}" ],
 "not_in_path": [ "{0} 不能出现在链接路径中", "{0} may not stand in the path of a link" ], "not_in_query": [
 "{0} 不能出现在链接参数中", "{0} may not stand in the query of a link" ], "blank": [ "没有内容",
 "There is nothing here" ], "control_character": [ "含有控制字符：{0}",
 "It holds a control character: {0}" ], "text_too_long": [ "最多 {0} 个字符，实有 {1} 个",
 "At most {0} characters; {1} were found" ], "full_width_input": [ "含全角字符，已按半角识别",
 "Full-width characters were read as half-width" ], "wrong_symbology": [
 "标签印刷有误：GS1 内容印在了非 GS1 码制中",
 "The label is misprinted: GS1 content in a symbol that is not marked as GS1" ],
 "printed_parentheses": [ "标签印刷有误：括号被编入了条码",
 "The label is misprinted: the parentheses were encoded into the symbol" ], "separator_suspected":
 [ "可能漏了分隔符：末尾的内容像是另一个字段，请确认",
 "A separator seems lost: the end looks like another field; please confirm" ],
 "separator_repeated": [ "分隔符重复", "A separator stands twice" ], "link_character": [
 "第二条码的链接字符是 {0}，与主码的校验字符 {1} 不符：两条码不是一对",
 "The secondary code links to {0}; the primary ends in {1}: they are no pair" ], "item_missing": [
 "没有物品标识：请同时扫主码", "It names no item: scan the primary code too" ], "check_unverifiable": [
 "校验字符由发码机构计算，这里无法核对", "The check character is its issuer's: it cannot be verified here" ],
 "identifier_incomplete": [ "产品标识应有 {1} 段，实有 {0} 段", "The device identifier has {0} parts of {1}"
 ], "not_encodable": [ "{0} 不能编码：{1}", "{0} cannot be encoded: {1}" ]};

export const CARRIERS = { "gs1": { "zh": "GS1 单元数据串", "en": "GS1 element string" }, "gtin": {
 "zh": "商品条码", "en": "Trade item number" }, "digital_link": { "zh": "GS1 数字链接", "en":
 "GS1 Digital Link" }, "hibc": { "zh": "HIBC 条码", "en": "HIBC label" }, "iccbba": { "zh":
 "ISBT 128 条码（ICCBBA）", "en": "ISBT 128 label (ICCBBA)" }, "ma": { "zh": "MA 码（中关村工信）", "en":
 "MA code" }, "ahm": { "zh": "阿里健康码", "en": "AHM code (Alibaba Health)" }, "epc": { "zh":
 "射频标签（EPC）", "en": "RFID tag (EPC)" }, "own": { "zh": "盘点自用码", "en": "Our own code" },
 "internal": { "zh": "内部码", "en": "Internal code" }, "unreadable": { "zh": "无法读取", "en":
 "Unreadable" }};

export const GS_SUBSTITUTES = [ "<GS>", "{GS}", "^]", "~1", "\\x1d", "␝" ];

export const GS1_SYMBOLOGIES = [ "]C1", "]d2", "]d8", "]Q3", "]e0", "]J1" ];

export const GTIN_SYMBOLOGIES = [ "]E0", "]E4" ];

export const ITEM_KEYS = [ "01", "03", "8006", "02", "8026" ];

export const OTHER_KEYS = [[ "00", "sscc", "" ], [ "414", "gln", "254" ], [ "8003", "grai", "" ],
 [ "8004", "giai", "" ], [ "8017", "gsrn", "" ], [ "8018", "gsrn", "" ]];

export const ISSUERS = { "gtin": "GS1", "hibcc": "HIBCC", "iccbba": "ICCBBA", "ma": "MA", "ahm":
 "AHM" };

export const NAMELESS = [ "unknown_ai", "identifier_incomplete" ];

export const LIMITS = { "raw_characters_max": 8000, "plain_characters_max": 128 };

export const HIBC = { "characters": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%", "shown":
 "0-9 A-Z - . ␠ $ / + %", "characters_max": 256, "labeler_characters": 4,
 "product_characters_max": 18, "lot_characters_max": 18, "quantity_digits_max": 5, "date_flags": {
 "2": "MMDDYY", "3": "YYMMDD", "4": "YYMMDDHH", "5": "YYJJJ", "6": "YYJJJHH", "7": "" },
 "quantity_flags": { "8": 2, "9": 5 }, "month": "MMYY", "ordinal": "YYJJJ", "long": "YYYYMMDD" };

export const ICCBBA = { "structures": { "=/": [ "identifier", "AAAAAAAAAAAAAAAA" ], "=,": [
 "serial", "AAAAAA" ], "=>": [ "expires_on", "CYYJJJ" ], "&>": [ "expires_on", "CYYJJJHHMM" ],
 "=}": [ "made_on", "CYYJJJ" ], "&}": [ "made_on", "CYYJJJHHMM" ], "&,1": [ "lot",
 "AAAAAAAAAAAAAAAAAA" ], "=)": [ "container", "AAAAAAAAAA" ], "&)": [ "lot", "AAAAAAAAAA" ]},
 "donation": [ "donation", "AAAAANNNNNNNNAA" ], "centuries": { "9": 1900, "0": 2000, "1": 2100 }};

export const MA = { "identifier_parts": 5, "marks": { "S": "serial", "M": "made_on", "P":
 "made_on", "L": "lot", "D": "sterile_lot", "E": "expires_on", "V": "valid_until", "C": "check" },
 "dates": [ "made_on", "expires_on", "valid_until" ], "date_digits": [ 6, 8 ],
 "part_characters_max": 40 };

export const OWN = { "prefix": "PD:", "kinds": { "B": "place", "T": "task", "D": "device", "P":
 "person", "C": "command" }, "commands": [ "CONFIRM", "UNDO", "EMPTY", "NEXT", "EXCEPTION" ],
 "characters_max": 128 };

export const EPC = { "kinds": { "sgtin": [ 13, true ], "sscc": [ 17, false ], "sgln": [ 12, true
 ], "grai": [ 12, true ], "giai": [ 0, false ]}, "schemes": { "sgtin-96": [ "sgtin", 48, 96, [ 4,
 7, 10, 14, 17, 20, 24 ], 38, [ ]], "sgtin-198": [ "sgtin", 54, 198, [ 4, 7, 10, 14, 17, 20, 24 ],
 140, [ 20, 20, 20, 20, 20, 20, 20 ]], "sscc-96": [ "sscc", 49, 96, [ 18, 21, 24, 28, 31, 34, 38
 ], 0, [ ]], "sgln-96": [ "sgln", 50, 96, [ 1, 4, 7, 11, 14, 17, 21 ], 41, [ ]], "sgln-195": [
 "sgln", 57, 195, [ 1, 4, 7, 11, 14, 17, 21 ], 140, [ 20, 20, 20, 20, 20, 20, 20 ]], "grai-96": [
 "grai", 51, 96, [ 4, 7, 10, 14, 17, 20, 24 ], 38, [ ]], "grai-170": [ "grai", 55, 170, [ 4, 7,
 10, 14, 17, 20, 24 ], 112, [ 16, 16, 16, 16, 16, 16, 16 ]], "giai-96": [ "giai", 52, 96, [ 42,
 45, 48, 52, 55, 58, 62 ], 0, [ ]], "giai-202": [ "giai", 56, 202, [ 148, 151, 154, 158, 161, 164,
 168 ], 0, [ 18, 19, 20, 21, 22, 23, 24 ]]}, "prefix_bits": [ 40, 37, 34, 30, 27, 24, 20 ],
 "escaped": "\"%&/<>?", "prefix_digits_min": 6, "prefix_digits_max": 12, "filter_max": 7,
 "header_bits": 8, "word_bits": 16, "character_bits": 7 };
