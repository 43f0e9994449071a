#!/bin/sh
# Makes resources/fonts from Debian's fonts-inter and fonts-noto-cjk (both SIL OFL 1.1): subsets for PDF and PNG, woff2 for the window.
# Needs: fonts-inter, fonts-noto-cjk, python3-fonttools, python3-brotli. The same packages give the same bytes.
set -eu
cd "$(dirname "$0")/../resources/fonts"
python=/usr/bin/python3
inter=/usr/share/fonts/opentype/inter
latin='U+0020-007E,U+00A0-024F,U+02B0-02FF,U+0300-036F,U+0370-03FF,U+0400-04FF,U+1E00-1EFF,U+2000-206F,U+2070-209F,U+20A0-20BF,U+2100-214F,U+2150-218F,U+2190-21FF,U+2200-22FF,U+2300-2335,U+25A0-25FF,U+2713,U+2717'

for face in Regular SemiBold; do
  $python -m fontTools.subset "$inter/Inter-$face.otf" --unicodes="$latin" --layout-features=kern,tnum,mark,mkmk,ccmp,locl \
    --desubroutinize --no-hinting --name-IDs=0,1,2,3,4,5,6,13,14,16,17 --output-file="inter-$(echo $face | tr 'RSB' 'rsb').otf"
done

for pair in 400:Regular 500:Medium 600:SemiBold; do
  $python -m fontTools.subset "$inter/Inter-${pair#*:}.otf" --unicodes="$latin" --layout-features=kern,tnum,zero,case,mark,mkmk,ccmp,locl,calt \
    --no-hinting --flavor=woff2 --output-file="inter-${pair%%:*}.woff2"
done

list=$(mktemp)
trap 'rm -f "$list"' EXIT
$python - > "$list" <<'PY'
# GB 2312, JIS X 0208 rows 1 to 47 (level 1) and KS X 1001: what a title block in Chinese, Japanese or Korean is written with.
wanted = set(range(0x20, 0x7f))
for row in range(0xa1, 0xf8):
    for cell in range(0xa1, 0xff):
        for name in ('gb2312', 'euc_kr') + (('euc_jp',) if row <= 0xa0 + 47 else ()):
            try:
                wanted |= {ord(c) for c in bytes((row, cell)).decode(name)}
            except UnicodeDecodeError:
                pass
wanted |= set(range(0x3000, 0x3100)) | set(range(0xff01, 0xffe7))
print('\n'.join('%04X' % c for c in sorted(wanted)))
PY
$python -m fontTools.subset /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc --font-number=2 --unicodes-file="$list" \
  --layout-features= --no-hinting --desubroutinize --name-IDs=0,1,2,3,4,5,6,13,14 --output-file=noto-sans-cjk.otf
