"""The baseline of the DXF claim: ezdxf writing the same closed polylines. Prints its best of three in milliseconds, and the size."""
import json
import sys
import time
from pathlib import Path

import ezdxf

panels = json.loads(Path(sys.argv[1]).read_text())
best = float("inf")
for _ in range(3):
    start = time.perf_counter()
    drawing = ezdxf.new("R2007")
    drawing.layers.add("A-CLNG-GRID")
    space = drawing.modelspace()
    for x, y, w, h in panels:
        space.add_lwpolyline([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], close=True, dxfattribs={"layer": "A-CLNG-GRID"})
    drawing.saveas(sys.argv[2])
    best = min(best, time.perf_counter() - start)
print(json.dumps({"ms": best * 1000, "bytes": Path(sys.argv[2]).stat().st_size}))
