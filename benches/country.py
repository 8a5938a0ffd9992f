"""Writes many small PDFs of different plans, and measures what a build of them takes.

    python3 benches/country.py write FOLDER COUNT          # needs reportlab
    python3 benches/country.py measure COMMAND ...         # user + system seconds, peak memory of all its processes

Ten editions a plan, 4 to 12 pages each, 14 initiatives a page with an indicator, a target, an actual and a rating; no two files have
the same content. Memory is the sum of the shares (PSS) of the process and all that it starts, looked at seven times a second.
"""

import os
import pathlib
import random
import resource
import subprocess
import sys
import time

PREFECTURES = (
    "北海道 青森県 岩手県 宮城県 秋田県 山形県 福島県 茨城県 栃木県 群馬県 埼玉県 千葉県 東京都 神奈川県 新潟県 富山県 石川県 福井県 "
    "山梨県 長野県 岐阜県 静岡県 愛知県 三重県 滋賀県 京都府 大阪府 兵庫県 奈良県 和歌山県 鳥取県 島根県 岡山県 広島県 山口県 徳島県 "
    "香川県 愛媛県 高知県 福岡県 佐賀県 長崎県 熊本県 大分県 宮崎県 鹿児島県 沖縄県"
).split()
PLANS = (
    "総合計画 環境基本計画 観光振興計画 教育振興計画 地域福祉計画 産業振興計画 防災計画 情報化計画 行政改革大綱 子育て支援計画 "
    "健康増進計画 農業振興計画 住生活基本計画 交通計画 水道計画 林業振興計画 文化振興計画 人権施策計画 男女共同参画計画 スポーツ推進計画"
).split()
THINGS = (
    "電子申請 研修 防災 観光 子育て 農業 水産 林業 道路 教育 医療 介護 環境 雇用 移住 交通 文化 体育 税務 広報 窓口 統計 情報 下水 "
    "住宅 公園 消防 福祉 健康 図書"
).split()
DEEDS = "推進 整備 支援 強化 促進 改善 拡充 活用 連携 育成 見直し 導入".split()
UNITS = "件 人 ％ 回 箇所".split()
EDITIONS, ROWS = 10, 14
COLUMNS = [40, 70, 220, 350, 385, 445, 505, 555]


def write(folder, count):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        plan, edition = divmod(number, EDITIONS)
        name = PREFECTURES[plan % 47] + PLANS[plan // 47 % len(PLANS)]
        of_plan, own = random.Random(plan), random.Random(number * 7919 + 1)
        pages = of_plan.randint(4, 12)
        report(folder / f"{name}_R{edition + 1}.pdf", name, edition + 1, items(of_plan, pages * ROWS), own)


def items(of_plan, count):
    def item(place):
        title = f"{of_plan.choice(THINGS)}の{of_plan.choice(DEEDS)}{place + 1}"
        indicator = of_plan.choice(THINGS) + of_plan.choice(DEEDS) + of_plan.choice(["件数", "者数", "率", "回数"])
        return title, indicator, of_plan.choice(UNITS), of_plan.randint(10, 900)

    return [item(place) for place in range(count)]


def report(path, name, year, rows, own):
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path))
    title = f"{name} 令和{year}年度進捗状況"
    canvas.setTitle(title)
    for first in range(0, len(rows), ROWS):
        canvas.setFont("HeiseiKakuGo-W5", 14)
        canvas.drawString(50, 800, title)
        canvas.setFont("HeiseiKakuGo-W5", 8)
        lines = [["番号", "取組名", "指標名", "単位", f"R{year}目標値", f"R{year}実績値", "評価"]]
        for place, (initiative, indicator, unit, base) in enumerate(rows[first : first + ROWS], first + 1):
            target = base + (year - 1) * 5
            actual, rating = target + own.randint(-9, 9), "ABCD"[own.randint(0, 3)]
            lines.append([str(place), initiative, indicator, unit, str(target), str(actual), rating])
        grid(canvas, lines)
        canvas.showPage()
    canvas.save()


def grid(canvas, lines, top=770, height=48):
    bottom = top - len(lines) * height
    for place in range(len(lines) + 1):
        canvas.line(COLUMNS[0], top - place * height, COLUMNS[-1], top - place * height)
    for x in COLUMNS:
        canvas.line(x, top, x, bottom)
    for place, line in enumerate(lines):
        for x, text in zip(COLUMNS, line):
            canvas.drawString(x + 3, top - place * height - 26, text)


def measure(command):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(share, tree(process.pid))))
        time.sleep(0.15)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{used.ru_utime + used.ru_stime:.1f} s  {peak / 1024:.0f} MiB  exit {process.returncode}  {' '.join(command)}")


def share(pid):
    """KiB of memory, what is shared counted in parts."""
    try:
        lines = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(it.split()[1]) for it in lines if it.startswith("Pss:"))
    except (OSError, StopIteration):
        return 0


def tree(pid):
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            for child in pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                found += tree(int(child))
    except OSError:
        pass
    return found


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(pathlib.Path(sys.argv[2]), int(sys.argv[3]))
    else:
        measure(sys.argv[2:])
