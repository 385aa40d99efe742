"""Sixty families of goods; every combination of their sizes is one item.   品类表"""

from __future__ import annotations

from pandian.kernel.words import Label
from pandian.simulation.world.words import Family


def _run(start: float, stop: float, step: float, form: str = "{:g}") -> tuple[str, ...]:
    """Spell the sizes from start to stop, both included."""
    count = round((stop - start) / step) + 1
    return tuple(form.format(start + step * n) for n in range(count))


def _family(
    prefix: str, zh: str, en: str, unit: str, packs: str, tracking: str, life: int, cost: float,
    zone: str, weight: float, risk: str, *axes: tuple[str, ...],
) -> Family:
    """Read one row; packs are written `盒:10 箱:200`."""
    pairs = tuple((name, int(factor)) for name, _, factor in
                  (pack.partition(":") for pack in packs.split()))
    return Family(prefix, Label(zh, en), unit, pairs, tracking, life, cost, zone, weight, risk,
                  axes)


_FR = _run(4, 8, 1, "{:g}F")
_STENT = ("2.25", "2.5", "2.75", "3.0", "3.5", "4.0")
_LEFT_RIGHT = ("L", "R")
_TESTS = ("50T", "100T", "200T")
_USP = ("0", "1", "2-0", "3-0", "4-0", "5-0", "6-0")
_NEEDLES = ("1/2-17", "1/2-26", "3/8-19", "3/8-24", "3/8-11")

INTERVENTION = (
    _family("CS", "冠脉药物洗脱支架", "Drug-eluting coronary stent", "支", "箱:20", "lot_serial",
            24, 2_480, "D", 3, "III", _STENT, _run(8, 38, 5, "×{:g}mm"), ("钴铬", "铂铬")),
    _family("BD", "PTCA 球囊扩张导管", "PTCA balloon catheter", "根", "箱:10", "lot", 36, 560,
            "B", 4, "III", ("1.5", "2.0", "2.5", "2.75", "3.0", "3.5", "4.0"),
            _run(6, 30, 4, "×{:g}mm"), ("Rx", "OTW")),
    _family("NC", "非顺应性球囊导管", "Non-compliant balloon", "根", "箱:10", "lot", 36, 690, "B",
            3, "III", ("2.0", "2.5", "2.75", "3.0", "3.5", "4.0"),
            ("×8mm", "×12mm", "×15mm", "×20mm")),
    _family("GW", "造影导丝", "Guide wire", "根", "盒:5 箱:50", "lot", 36, 96, "B", 8, "III",
            ("0.014in", "0.018in", "0.035in"), ("150cm", "180cm", "260cm"), ("J", "S")),
    _family("CW", "冠脉导丝", "Coronary wire", "根", "盒:5", "lot", 36, 420, "B", 5, "III",
            ("0.014in",), ("180cm", "190cm", "300cm"), ("1.0g", "3.0g", "6.0g", "12g")),
    _family("AC", "造影导管", "Angiographic catheter", "根", "盒:5 箱:50", "lot", 36, 75, "B", 7,
            "III", ("4F", "5F", "6F"), ("JL3.5", "JL4", "JR3.5", "JR4", "PIG", "TIG", "AL1"),
            ("100cm", "110cm")),
    _family("GC", "导引导管", "Guiding catheter", "根", "箱:10", "lot", 36, 310, "B", 5, "III",
            ("6F", "7F", "8F"), ("JL3.5", "JL4", "JR4", "EBU3.5", "EBU3.75", "XB3.5", "AL1")),
    _family("MC", "微导管", "Micro catheter", "根", "", "lot", 36, 2_900, "B", 2, "III",
            ("1.7F", "1.9F", "2.4F", "2.7F"), ("105cm", "130cm", "150cm")),
    _family("SH", "动脉鞘组", "Introducer sheath set", "套", "盒:10", "lot", 36, 88, "B", 6,
            "III", _FR, ("7cm", "11cm", "23cm")),
    _family("IN", "压力充盈装置", "Inflation device", "套", "箱:20", "lot", 36, 130, "B", 4, "II",
            ("20ml", "30ml"), ("30atm", "40atm")),
    _family("PM", "植入式心脏起搏器", "Implantable pacemaker", "台", "", "lot_serial", 18, 9_800,
            "D", 0.5, "III", ("SR", "DR", "VVI", "DDD"), ("-M1", "-M2")),
    _family("PL", "起搏电极导线", "Pacing lead", "根", "", "lot_serial", 24, 2_100, "D", 0.6,
            "III", ("45cm", "52cm", "58cm", "65cm"), ("主动", "被动")),
    _family("EC", "电生理导管", "Electrophysiology catheter", "根", "", "lot", 30, 3_200, "B", 1,
            "III", ("4P", "6P", "10P"), ("S", "M", "L")),
)

CONSUMABLES = (
    _family("SY", "一次性使用无菌注射器", "Sterile syringe", "支", "盒:100 箱:2000", "lot", 36,
            0.35, "A", 30, "III", ("1ml", "2ml", "5ml", "10ml", "20ml", "30ml", "50ml"),
            ("0.45×16", "0.6×25", "0.7×30", "0.8×38", "1.2×38")),
    _family("ND", "一次性使用注射针", "Hypodermic needle", "支", "盒:100 箱:5000", "lot", 36,
            0.12, "A", 18, "III",
            ("0.3", "0.4", "0.45", "0.5", "0.6", "0.7", "0.8", "0.9", "1.2"),
            ("×13mm", "×25mm", "×38mm")),
    _family("IV", "一次性使用输液器", "Infusion set", "支", "袋:20 箱:500", "lot", 36, 1.6, "A",
            20, "III", ("普通", "精密", "避光", "泵用"), ("0.5", "0.55", "0.6", "0.7")),
    _family("CN", "静脉留置针", "IV cannula", "支", "盒:50 箱:1000", "lot", 36, 7.5, "A", 20,
            "III", ("16G", "18G", "20G", "22G", "24G"), ("直型", "Y型", "安全型")),
    _family("EX", "延长管", "Extension line", "支", "盒:50", "lot", 36, 2.2, "A", 8, "II",
            ("10cm", "30cm", "75cm", "150cm"), ("普通", "避光", "高压")),
    _family("FC", "一次性使用导尿管", "Foley catheter", "根", "盒:10 箱:200", "lot", 36, 6.8, "A",
            10, "II", _run(8, 26, 2, "{:g}Fr"), ("双腔", "三腔"), ("乳胶", "硅胶")),
    _family("ET", "气管插管", "Endotracheal tube", "根", "盒:10 箱:100", "lot", 36, 12, "A", 7,
            "II", _run(2.5, 9.5, 0.5, "{:g}"), ("有囊", "无囊")),
    _family("SU", "一次性吸痰管", "Suction catheter", "根", "袋:10 箱:500", "lot", 36, 0.9, "A",
            12, "II", _run(6, 18, 2, "{:g}Fr"), ("普通", "弯头")),
    _family("NG", "一次性胃管", "Nasogastric tube", "根", "盒:20", "lot", 36, 3.4, "A", 6, "II",
            _run(6, 20, 2, "{:g}Fr"), ("PVC", "硅胶")),
    _family("CV", "中心静脉导管包", "Central venous catheter kit", "套", "箱:20", "lot", 36, 145,
            "A", 4, "III", ("4F", "5F", "7F"), ("单腔", "双腔", "三腔"), ("16cm", "20cm")),
    _family("DR", "引流管", "Drainage tube", "根", "盒:10", "lot", 36, 22, "A", 5, "II",
            _run(10, 32, 2, "{:g}Fr"), ("直", "弯")),
    _family("MK", "医用外科口罩", "Surgical mask", "只", "盒:50 箱:2000", "lot", 24, 0.28, "A",
            30, "II", ("平面", "立体"), ("成人", "儿童"), ("耳挂", "绑带")),
    _family("MP", "医用防护口罩", "Respirator mask", "只", "盒:20 箱:400", "lot", 36, 3.8, "A",
            12, "II", ("折叠", "杯型"), ("S", "M", "L")),
    _family("GL", "灭菌橡胶外科手套", "Sterile surgical gloves", "双", "盒:50 箱:400", "lot", 36,
            2.1, "A", 26, "II", _run(6, 8.5, 0.5, "{:g}"), ("有粉", "无粉")),
    _family("GN", "丁腈检查手套", "Nitrile examination gloves", "只", "盒:100 箱:1000", "lot", 60,
            0.31, "A", 26, "I", ("XS", "S", "M", "L", "XL"), ("蓝", "白", "黑")),
    _family("GW1", "一次性手术衣", "Surgical gown", "件", "箱:40", "lot", 36, 11, "A", 9, "II",
            ("S", "M", "L", "XL", "XXL"), ("普通", "加强")),
    _family("CP", "医用帽", "Surgical cap", "只", "袋:50 箱:1000", "lot", 0, 0.2, "A", 10, "I",
            ("条形", "圆形"), ("蓝", "绿", "白")),
    _family("GZ", "医用纱布块", "Gauze swab", "片", "包:10 箱:1000", "lot", 60, 0.22, "A", 24,
            "II", ("5×5", "7.5×7.5", "10×10", "20×30"), ("-8P", "-12P", "-16P"),
            ("灭菌", "非灭菌")),
    _family("BN", "弹力绷带", "Elastic bandage", "卷", "盒:12 箱:288", "lot", 60, 2.6, "A", 9,
            "I", ("5cm", "7.5cm", "10cm", "15cm"), ("×4m", "×4.5m")),
    _family("FD", "泡沫敷料", "Foam dressing", "片", "盒:10", "lot", 36, 28, "A", 8, "II",
            ("5×5", "7.5×7.5", "10×10", "12.5×12.5", "15×15", "20×20"), ("有边", "无边")),
    _family("HD", "水胶体敷料", "Hydrocolloid dressing", "片", "盒:10", "lot", 36, 19, "A", 6,
            "II", ("5×10", "10×10", "15×15", "20×20"), ("标准", "薄型")),
    _family("AD", "藻酸盐敷料", "Alginate dressing", "片", "盒:10", "lot", 36, 24, "A", 4, "III",
            ("5×5", "10×10", "10×20"), ("片", "条")),
    _family("TD", "透明敷料", "Transparent film dressing", "片", "盒:50 箱:400", "lot", 36, 3.2,
            "A", 14, "II", ("4×5", "6×7", "7×9", "10×12", "15×20"), ("标准", "开口")),
    _family("SW", "碘伏棉签", "Iodine swab", "支", "包:20 箱:2000", "lot", 24, 0.16, "A", 16,
            "II", ("8cm", "10cm", "15cm")),
    _family("AL", "酒精棉片", "Alcohol pad", "片", "盒:100 箱:10000", "lot", 36, 0.06, "A", 18,
            "II", ("3×3", "3×6", "6×6")),
    _family("BT", "真空采血管", "Vacuum blood tube", "支", "盒:100 箱:1200", "lot", 18, 0.62, "A",
            22, "II", ("红", "黄", "紫", "蓝", "绿", "灰", "黑"), ("2ml", "3ml", "5ml"),
            ("13×75", "13×100")),
    _family("BB", "手术刀片", "Surgical blade", "片", "盒:100", "lot", 60, 0.55, "A", 9, "II",
            ("10#", "11#", "15#", "20#", "21#", "22#", "23#"), ("碳钢", "不锈钢")),
    _family("EL", "一次性心电电极", "ECG electrode", "片", "袋:50 箱:1000", "lot", 24, 0.45, "A",
            15, "II", ("成人", "儿童", "新生儿"), ("泡沫", "无纺布")),
    _family("TB", "三通阀", "Three-way stopcock", "只", "盒:50", "lot", 36, 2.4, "A", 9, "II",
            ("标准", "耐高压"), ("无管", "10cm", "50cm")),
    _family("HM", "空心纤维透析器", "Hollow fibre dialyser", "支", "箱:24", "lot", 36, 78, "A", 6,
            "III", _run(1.3, 2.1, 0.2, "{:.1f}m²"), ("低通", "高通")),
    _family("BL", "血液透析管路", "Blood line set", "套", "箱:24", "lot", 36, 24, "A", 6, "III",
            ("成人", "儿童"), ("A", "B", "C")),
)

SURGERY = (
    _family("ST", "可吸收缝合线", "Absorbable suture", "根", "盒:12 箱:432", "lot", 48, 16, "A",
            9, "III", ("PGA", "PGLA", "PDO", "PGCL"), _USP, _NEEDLES),
    _family("SN", "不可吸收缝合线", "Non-absorbable suture", "根", "盒:12 箱:432", "lot", 60, 9,
            "A", 7, "II", ("丝线", "尼龙", "聚丙烯", "聚酯"), _USP, _NEEDLES[:3]),
    _family("SC", "腔镜吻合器钉仓", "Endoscopic stapler reload", "个", "盒:6", "lot", 36, 520,
            "B", 4, "II", ("30mm", "45mm", "60mm"), ("白", "蓝", "金", "绿", "黑")),
    _family("TR", "一次性穿刺器", "Trocar", "套", "箱:10", "lot", 36, 180, "B", 4, "II",
            ("5mm", "10mm", "12mm"), ("75mm", "100mm", "150mm")),
    _family("CL", "结扎夹", "Ligation clip", "个", "板:6 盒:84", "lot", 60, 15, "B", 6, "III",
            ("S", "M", "ML", "L", "XL"), ("钛", "聚合物")),
    _family("MS", "疝补片", "Hernia mesh", "片", "盒:5", "lot", 48, 640, "D", 2, "III",
            ("6×11", "7.5×15", "10×15", "15×15", "20×30"), ("平片", "三维")),
    _family("HG", "可吸收止血材料", "Absorbable haemostat", "片", "盒:10", "lot", 36, 120, "C", 4,
            "III", ("2×3", "5×7", "5×10", "10×20"), ("纱布", "海绵")),
    _family("RD", "射频刀头", "RF ablation electrode", "支", "", "lot", 30, 980, "B", 1, "III",
            ("30°", "50°", "90°"), ("短", "长")),
)

IMPLANTS = (
    _family("LP", "锁定接骨板", "Locking plate", "块", "", "lot", 0, 780, "D", 2, "III",
            ("胫骨", "股骨", "桡骨", "肱骨", "锁骨"), ("-4孔", "-6孔", "-8孔", "-10孔", "-12孔"),
            _LEFT_RIGHT, ("直型", "解剖型")),
    _family("CX", "皮质骨螺钉", "Cortical bone screw", "枚", "盒:10", "lot", 0, 48, "D", 5, "III",
            ("2.4", "2.7", "3.5", "4.5"), _run(10, 60, 4, "×{:g}mm"), ("钛", "钢")),
    _family("LX", "锁定螺钉", "Locking screw", "枚", "盒:10", "lot", 0, 92, "D", 5, "III",
            ("2.4", "2.7", "3.5", "5.0"), _run(10, 60, 4, "×{:g}mm"), ("钛", "钢")),
    _family("XS", "松质骨螺钉", "Cancellous bone screw", "枚", "盒:10", "lot", 0, 66, "D", 3,
            "III", ("4.0", "6.5"), _run(20, 90, 5, "×{:g}mm"), ("钛", "钢")),
    _family("PS", "椎弓根螺钉", "Pedicle screw", "枚", "", "lot", 0, 680, "D", 3, "III",
            ("4.5", "5.5", "6.5", "7.5"), _run(30, 55, 5, "×{:g}mm"), ("单轴", "多轴")),
    _family("CG", "椎间融合器", "Interbody cage", "个", "", "lot_serial", 60, 1_900, "D", 1,
            "III", _run(8, 14, 1, "{:g}mm"), ("×22mm", "×26mm", "×30mm")),
    _family("FS", "髋关节股骨柄", "Femoral stem", "个", "", "lot_serial", 60, 4_300, "D", 0.8,
            "III", _run(1, 10, 1, "{:g}#"), ("标准", "高偏")),
    _family("AC1", "髋臼杯", "Acetabular cup", "个", "", "lot_serial", 60, 3_600, "D", 0.8, "III",
            _run(44, 64, 2, "{:g}mm")),
    _family("FH", "陶瓷股骨头", "Ceramic femoral head", "个", "", "lot_serial", 60, 2_400, "D",
            0.7, "III", ("28mm", "32mm", "36mm"), ("S", "M", "L")),
    _family("KF", "膝关节股骨髁", "Knee femoral component", "个", "", "lot_serial", 60, 5_200,
            "D", 0.8, "III", _run(1, 7, 1, "{:g}#"), _LEFT_RIGHT),
    _family("KT", "胫骨平台托", "Tibial tray", "个", "", "lot_serial", 60, 3_900, "D", 0.8, "III",
            _run(1, 8, 1, "{:g}#")),
    _family("KI", "聚乙烯衬垫", "Polyethylene insert", "个", "", "lot", 60, 1_500, "D", 0.9,
            "III", _run(1, 6, 1, "{:g}#"), ("-9mm", "-11mm", "-13mm")),
    _family("IL", "折叠式人工晶状体", "Foldable intraocular lens", "枚", "", "lot_serial", 36,
            720, "D", 1.5, "III", _run(10, 30, 0.5, "+{:g}D"), ("球面", "非球面")),
    _family("DI", "牙种植体", "Dental implant", "颗", "", "lot", 60, 860, "D", 1.5, "III",
            ("3.3", "3.75", "4.2", "5.0"), ("×8mm", "×10mm", "×11.5mm", "×13mm"),
            ("窄颈", "标准")),
    _family("EN", "机用根管锉", "Rotary endodontic file", "支", "盒:6", "lot", 60, 38, "B", 3,
            "II", ("21mm", "25mm", "31mm"), ("15#", "20#", "25#", "30#", "35#", "40#"),
            ("02", "04", "06")),
    _family("OW", "正畸弓丝", "Orthodontic arch wire", "根", "袋:10", "lot", 0, 12, "B", 3, "II",
            ("0.012", "0.014", "0.016", "0.018", "16×22", "18×25"), ("上颌", "下颌"),
            ("镍钛", "不锈钢")),
    _family("BS", "胆道支架", "Biliary stent", "支", "", "lot_serial", 36, 1650, "D", 0.8, "III",
            ("7Fr", "8.5Fr", "10Fr"), _run(5, 15, 2, "×{:g}cm")),
    _family("VS", "外周血管支架", "Peripheral vascular stent", "支", "", "lot_serial", 36, 6800,
            "D", 0.8, "III", _run(5, 10, 1, "{:g}mm"),
            ("×40mm", "×60mm", "×80mm", "×100mm", "×120mm", "×150mm")),
    _family("CO", "栓塞弹簧圈", "Embolisation coil", "个", "", "lot", 36, 4300, "D", 1, "III",
            _run(2, 12, 1, "{:g}mm"), ("×4cm", "×8cm", "×10cm", "×15cm", "×20cm"), ("2D", "3D")),
    _family("TM", "颅骨钛网", "Cranial titanium mesh", "块", "", "lot", 0, 2900, "D", 0.6, "III",
            ("80×80", "100×120", "130×130", "150×150", "200×200"), ("0.6mm", "0.8mm")),
    _family("BP", "活检针", "Biopsy needle", "支", "盒:5", "lot", 48, 210, "B", 3, "II",
            ("14G", "16G", "18G", "20G"), ("×10cm", "×15cm", "×20cm", "×25cm"),
            ("全自动", "半自动")),
)

_ANALYTES = (
    ("葡萄糖", "Glucose"), ("甘油三酯", "Triglyceride"), ("总胆固醇", "Cholesterol"),
    ("肌酐", "Creatinine"), ("尿素", "Urea"), ("丙氨酸氨基转移酶", "ALT"),
    ("肌钙蛋白 I", "Troponin I"), ("肌酸激酶同工酶", "CK-MB"), ("D-二聚体", "D-dimer"),
    ("C 反应蛋白", "CRP"), ("降钙素原", "PCT"), ("B 型钠尿肽", "BNP"),
    ("乙肝表面抗原", "HBsAg"), ("丙肝抗体", "Anti-HCV"), ("梅毒抗体", "Anti-TP"),
    ("促甲状腺激素", "TSH"), ("游离 T3", "FT3"), ("游离 T4", "FT4"),
    ("甲胎蛋白", "AFP"), ("癌胚抗原", "CEA"), ("糖类抗原 125", "CA125"),
    ("糖类抗原 199", "CA19-9"), ("铁蛋白", "Ferritin"), ("维生素 D", "Vitamin D"),
    ("流感 A/B 抗原", "Influenza A/B antigen"),
)

REAGENTS = tuple(
    _family(f"RG{n:02d}", f"{zh}测定试剂盒", f"{en} assay kit", "盒", "箱:10", "lot", 14,
            180 + 37 * n, "C", 4, "II", _TESTS, ("A型机", "B型机"))
    for n, (zh, en) in enumerate(_ANALYTES, 1))

SETS = (
    _family("KIT", "无菌换药包", "Sterile dressing set", "套", "箱:50", "lot", 24, 9.5, "A", 10,
            "II", ("小", "中", "大")),
    _family("KIP", "无菌穿刺包", "Sterile puncture set", "套", "箱:20", "lot", 24, 32, "A", 6,
            "II", ("腰穿", "胸穿", "骨穿")),
)
"""What the distribution centre packs itself, from consumables."""

FAMILIES = CONSUMABLES + INTERVENTION + SURGERY + IMPLANTS + REAGENTS + SETS

DEAR = 2_000.0
"""A single piece that costs so much (yuan) is worth taking: its items are marked attractive."""
FRAGILE = frozenset({"BT", "FH", "HM", "IL"})
"""Families of glass, ceramics, thin fibres and lenses: their items are marked fragile."""
_SIZES = """
普通=plain 精密=precision 避光=light-proof 泵用=pump 直型=straight Y型=Y-type 安全型=safety
高压=high-pressure 双腔=2-lumen 三腔=3-lumen 单腔=1-lumen 乳胶=latex 硅胶=silicone 有囊=cuffed
无囊=uncuffed 弯头=curved 直=straight 弯=curved 平面=flat 立体=shaped 成人=adult 儿童=child
耳挂=ear-loop 绑带=tie-on 折叠=folded 杯型=cup 有粉=powdered 无粉=powder-free 蓝=blue 白=white
黑=black 绿=green 红=red 黄=yellow 紫=purple 灰=grey 金=gold 加强=reinforced 条形=strip
圆形=round 灭菌=sterile 非灭菌=non-sterile 有边=bordered 无边=borderless 标准=standard 薄型=thin
片=sheet 条=rope 开口=slit 碳钢=carbon-steel 不锈钢=stainless 新生儿=neonatal 泡沫=foam
无纺布=non-woven 耐高压=high-pressure 无管=no-tube 低通=low-flux 高通=high-flux 丝线=silk
尼龙=nylon 聚丙烯=polypropylene 聚酯=polyester 钛=titanium 钢=steel 聚合物=polymer 平片=flat
三维=3D 纱布=gauze 海绵=sponge 短=short 长=long 胫骨=tibia 股骨=femur 桡骨=radius 肱骨=humerus
锁骨=clavicle -4孔=4-hole -6孔=6-hole -8孔=8-hole -10孔=10-hole -12孔=12-hole 解剖型=anatomical
单轴=monoaxial 多轴=polyaxial 高偏=high-offset 主动=active 被动=passive 小=small 中=medium
大=large 腰穿=lumbar 胸穿=thoracic 骨穿=bone-marrow 钴铬=CoCr 铂铬=PtCr 球面=spheric
非球面=aspheric 窄颈=narrow 上颌=upper 下颌=lower 镍钛=NiTi 全自动=automatic
半自动=semi-automatic A型机=type-A B型机=type-B
"""
SIZE_WORDS = dict(pair.split("=") for pair in _SIZES.split())
"""English of the sizes that are words; all others read the same in both languages."""
