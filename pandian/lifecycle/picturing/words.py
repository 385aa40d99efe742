"""Words of photos of lines.   行照片词汇"""

from __future__ import annotations

from pandian.kernel.words import Label

LINE_PHOTOS = "line_photos"
"""Field of a step's evidence: the number of a line, as text, to the SHA-256s of its photos."""

PHOTOS_OF_LINE_MAX = 8
PHOTOS_OF_STEP_MAX = 200

FAULTS: dict[str, Label] = {
    "line_photos_wrong": Label(
        "行照片应写明行号与照片的 SHA-256，每行最多 {0} 张，一步最多 {1} 张",
        "Photos of lines name a line and SHA-256s: at most {0} of a line, {1} in a step"),
    "line_photos_line": Label("单据没有第 {0} 行", "The document has no line {0}"),
}
