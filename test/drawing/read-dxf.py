# Reads a DXF with ezdxf and prints as JSON what its audit, its counts, extents, areas and texts are.
import collections, json, math, sys
import ezdxf
from ezdxf import bbox, path

doc = ezdxf.readfile(sys.argv[1])
audit = doc.audit()
space = doc.modelspace()


def ring_area(points):
    area = 0.0
    for (ax, ay, bulge), (bx, by, _) in zip(points, points[1:] + points[:1]):
        area += (ax * by - bx * ay) / 2
        if bulge:
            chord, turn = math.dist((ax, ay), (bx, by)), 4 * math.atan(bulge)
            radius = chord * (1 + bulge * bulge) / (4 * abs(bulge))
            area += radius * radius * (turn - math.sin(turn)) / 2
    return abs(area)


def area_of(entity):
    kind = entity.dxftype()
    if kind == 'LWPOLYLINE' and entity.closed:
        return ring_area([tuple(p) for p in entity.get_points('xyb')])
    if kind == 'POLYLINE' and entity.is_closed:
        return ring_area([(v.dxf.location.x, v.dxf.location.y, v.dxf.get('bulge', 0)) for v in entity.vertices])
    if kind == 'INSERT':
        parts = list(entity.virtual_entities())
        if parts and all(part.dxftype() == 'LINE' for part in parts):
            return ring_area([(part.dxf.start.x, part.dxf.start.y, 0) for part in parts])
        return sum(area_of(part) for part in parts)
    return 0.0


counts, areas, extents = collections.Counter(), collections.Counter(), {}
hatch_area = 0.0
for entity in space:
    layer, kind = entity.dxf.layer, entity.dxftype()
    counts[f'{layer} {kind}'] += 1
    areas[layer] += area_of(entity)
    if kind == 'HATCH':
        loops = [ring_area([tuple(v) for v in loop.vertices]) for loop in entity.paths]
        hatch_area += loops[0] - sum(loops[1:])
for layer in sorted({entity.dxf.layer for entity in space}):
    box = bbox.extents([entity for entity in space if entity.dxf.layer == layer and entity.dxftype() not in ('TEXT', 'HATCH')], flatten=0.001)
    if box.has_data:
        extents[layer] = [box.extmin.x, box.extmin.y, box.extmax.x, box.extmax.y]
print(json.dumps({
    'version': doc.dxfversion,
    'errors': [error.message for error in audit.errors],
    'fixes': [fix.message for fix in audit.fixes],
    'units': doc.header['$INSUNITS'],
    'measurement': doc.header['$MEASUREMENT'],
    'counts': counts,
    'areas': areas,
    'hatchArea': hatch_area,
    'extents': extents,
    'layers': {layer.dxf.name: layer.dxf.get('lineweight', None) for layer in doc.layers},
    'texts': [[text.dxf.layer, text.dxf.text] for text in space.query('TEXT')],
    'lineLength': {layer: sum(l.dxf.start.distance(l.dxf.end) for l in space.query('LINE') if l.dxf.layer == layer) for layer in extents},
}))
