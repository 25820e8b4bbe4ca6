"""Findings on value for money: ``python docs/findings_worth.py`` writes ``docs/findings-worth.md`` from the engine, in both languages.

Every figure is computed here and bears the digest of its result; the words around them are those of an economist who has no
traffic counts. It takes some minutes: each road is valued alone, with 2,000 draws where it has a cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.appraisal import Question as Minutes
from analysis.economics import Request, TripChoice, central, kept_certainty, question_of
from analysis.programme import planned, shadow_prices, usual_wishes
from analysis.scenarios import Scenario, load_world
from layers import open_part, unit_name
from words import Lang, amount, number, plan_proof, say, worth_gains

if TYPE_CHECKING:
    from analysis.economics import Appraisal, Certainty
    from analysis.programme import Programme
    from analysis.scenarios import World

FILE: Final = Path(__file__).resolve().parent / "findings-worth.md"
_PERCENT: Final = 100.0
_SURE, _UNSURE = 0.9, 0.1


@dataclass(frozen=True)
class Row:
    """A road appraised alone on the base network: trips of the whole region, then between the two provinces alone."""

    unit: str
    found: Appraisal
    drawn: Certainty | None
    between: Appraisal

    @property
    def kind(self) -> str:
        """Which sentence holds."""
        if not worth_gains(self.found):
            return "none"
        if self.drawn is None:
            return "no_cost"
        return "worth" if self.drawn.positive >= _SURE else "not" if self.drawn.positive <= _UNSURE else "open"


def rows_of(world: World) -> list[Row]:
    """Every road that can stand alone, nearest to its break-even first."""
    made = []
    for unit, project in world.projects.items():
        if project.upgrade_of:  # it stands on another: not alone
            continue
        scenario = Scenario(projects=frozenset({unit}))
        question = question_of(world, scenario, Request())
        found = central(world, question)
        drawn = kept_certainty(question) if found.costed and worth_gains(found) else None
        between = central(world, question_of(world, scenario, Request(trips=TripChoice.BETWEEN)))
        made.append(Row(unit, found, drawn, between))
    return sorted(made, key=_reach)


def _reach(row: Row) -> tuple[bool, float, str]:
    needed, users = row.found.figure("break_even_users_day"), row.found.figure("users_day")
    return (needed is None, needed / users if needed and users else 0.0, row.unit)


WORDS: Final[dict[Lang, dict[str, str]]] = {
    Lang.VI: {
        "title": "Hiệu quả đầu tư: điều tính được và điều không được kết luận",
        "lead": """Mọi giá trị kinh tế dưới đây là **giả định** (chưa có bảng chính thức của Việt Nam trong nguồn lưu), không có số đếm xe, không xét
ùn tắc, không phải dự báo. Vì vậy mỗi tuyến được nêu **mức hòa vốn trước**: cần bao nhiêu xe được lợi mỗi ngày, so với bao nhiêu xe theo giả định; người
có số đếm tự so sánh. Khoảng là chín phần mười của {draws} lần thử (số khởi tạo {seed}). Từng tuyến được xét riêng trên mạng lưới nền tháng 8/2021, toàn bộ vốn của tuyến được
tính. Cách tính và các phản biện: [method.md](method.md), mục 8 và 9. Bảng do `docs/findings_worth.py` tính; dữ liệu {data}.""",
        "costed": "Các tuyến có chi phí công bố",
        "costed_head": "| Tuyến | Hòa vốn (xe/ngày) | Theo giả định (xe/ngày) | Nếu chỉ tính giữa hai tỉnh: hòa vốn / có | NPV (tỷ đồng) | Khoảng 90 % | Xác suất NPV > 0 | BCR | Mã |",
        "uncosted": "Các tuyến chưa có chi phí công bố",
        "uncosted_lead": "Không ước tính thay: chỉ nêu vốn đầu tư cao nhất vẫn hòa vốn theo các lợi ích tính được ở đây.",
        "uncosted_head": "| Tuyến | Vốn cao nhất vẫn hòa vốn, toàn vùng (tỷ đồng) | Chỉ giữa hai tỉnh (tỷ đồng) | Xe được lợi (xe/ngày) | Mã |",
        "said": "Đọc thế nào",
        "worth": "**Có hiệu quả nếu các giả định đúng** (xác suất NPV > 0 từ 90 %): {names}.",
        "open": "**Chưa kết luận được** (từ 10 % đến 90 %): {names}. Cần số đếm xe và chi phí chắc chắn hơn trước khi dùng con số NPV.",
        "not": "**Chưa có hiệu quả theo các lợi ích tính được ở đây** (dưới 10 %): {names}. Đây không phải kết luận rằng không nên làm: chưa xét ùn tắc, xe quá cảnh, tác động ngoài giao thông; vốn tính cả phần phục vụ nơi khác hoặc đã thi công.",
        "none": "**Không xe nào được lợi đáng kể** với cách tính chuyến đi này: {names}.",
        "choice": "Kết quả phụ thuộc chuyến đi nào được tính: nếu chỉ tính chuyến đi giữa hai tỉnh, {count} trong {all} tuyến có chi phí đạt mức hòa vốn; với chuyến đi của toàn vùng là {region}.",
        "swing": "Giả định làm NPV thay đổi nhiều nhất, đếm theo tuyến: {names}.",
        "programme": "Chương trình theo năm",
        "programme_lead": "Ngân sách {budget} tỷ đồng mỗi năm (giả định) từ {first} đến {last}, lợi ích tính đến {until}; phút tiết kiệm của chuyến đi giữa hai tỉnh. {proof} Mã {digest}.",
        "programme_head": "| Tuyến | Chi phí (tỷ đồng) | Khởi công | Khai thác từ |",
        "left": "Không xây trong chương trình này: {names}.",
        "more_none": "Thêm 1.000 tỷ đồng trong bất kỳ năm nào không đổi được chương trình: chi phí là từng dự án trọn vẹn.",
        "more": "Thêm 1.000 tỷ đồng có ích nhất vào {year}: thêm {gain} phút × năm mỗi người.",
        "every": "mọi năm",
        "cautions": "Những điều phải nói cùng mỗi con số",
        "caution": """- Không có số đếm xe: số xe theo giả định có thể sai nhiều lần; mức hòa vốn thì không phụ thuộc số đó.
- Chưa xét ùn tắc: lợi ích của vành đai và cao tốc gần TP. Hồ Chí Minh có thể lớn hơn nhiều. NPV âm không phải phán quyết về các tuyến này.
- Chi phí là số đã công bố (nhiều số chưa kiểm chứng), đưa về giá {year}; tính đủ cả tuyến, kể cả phần đã chi.
- Hướng tuyến minh họa (ghi trên bản đồ) cho kết quả tham khảo.
- Lợi ích không cộng lại được: hai tuyến thay thế nhau cùng làm thì được ít hơn tổng; phần của từng tuyến trong một phương án xem trang Hiệu quả đầu tư.
- Xét từng tuyến riêng với mạng lưới nền là một câu hỏi; xét thêm vào các tuyến đã thông xe là câu hỏi khác (`--against current`).""",
    },
    Lang.EN: {
        "title": "Value for money: what can be told and what may not be concluded",
        "lead": """Every economic value below is an **assumption** (no official Vietnamese table is among the sources), there are no traffic counts, no
congestion, and this is no forecast. So each road is told by its **break-even first**: how many vehicles a day must gain, against how many do as assumed; who has counts
judges the one by the other. Ranges hold nine tenths of {draws} draws (seed {seed}). Each road stands alone on the base network of August 2021 and bears all of its cost. Method and objections:
[method.md](method.md), sections 8 and 9. The tables are computed by `docs/findings_worth.py`; data {data}.""",
        "costed": "Roads with a published cost",
        "costed_head": "| Road | Break-even (vehicles/day) | As assumed (vehicles/day) | Between the provinces alone: break-even / assumed | NPV (billion VND) | 90% range | Probability NPV > 0 | BCR | Code |",
        "uncosted": "Roads without a published cost",
        "uncosted_lead": "None is made up: only the highest capital cost that breaks even by the benefits counted here is told.",
        "uncosted_head": "| Road | Highest cost that breaks even, whole region (billion VND) | Between the provinces alone (billion VND) | Vehicles that gain (a day) | Code |",
        "said": "How to read it",
        "worth": "**Worth its money if the assumptions hold** (probability of NPV > 0 of 90% and more): {names}.",
        "open": "**Undecided** (10% to 90%): {names}. Traffic counts and firmer costs are needed before the NPV is used.",
        "not": "**Not worth its money by the benefits counted here** (below 10%): {names}. This does not say that it should not be built: congestion, through traffic and effects beyond transport are left out, and costs that serve others or are spent already count.",
        "none": "**No vehicle gains noticeably** with these trips: {names}.",
        "choice": "It depends on which trips count: of trips between the two provinces alone, {count} of {all} roads with a cost reach their break-even; of those of the whole region, {region}.",
        "swing": "Assumptions that move NPV most, by how many roads: {names}.",
        "programme": "Programme by year",
        "programme_lead": "{budget} billion VND a year (assumption) from {first} to {last}, benefits until {until}; minutes saved on trips between the two provinces. {proof} Code {digest}.",
        "programme_head": "| Road | Cost (billion VND) | Begins | In use from |",
        "left": "Not built in this programme: {names}.",
        "more_none": "1,000 billion VND more in any year changes nothing: costs come as whole projects.",
        "more": "1,000 billion VND more help most in {year}: {gain} minutes × years more for each person.",
        "every": "every year",
        "cautions": "What must be said with every figure",
        "caution": """- There are no traffic counts: the vehicles assumed may be wrong by several times; the break-even does not hang on them.
- No congestion: ring roads and expressways near Hồ Chí Minh City may gain far more. A negative NPV is no verdict on them.
- Costs are those published (many not verified), brought to prices of {year}; the whole road counts, money already spent too.
- Illustrative alignments (marked on the map) give results for orientation only.
- Benefits do not add up: two roads that replace each other are worth less together; the page Value for money tells each one's share of a scenario.
- A road alone on the base network is one question, a road added to those open today another (`--against current`).""",
    },
}  # fmt: skip


def page(world: World, rows: list[Row], best: Programme, more: tuple[float, int | None], lang: Lang) -> str:
    """One language of the page."""
    told = WORDS[lang]
    costed = [r for r in rows if r.found.costed and r.kind != "none"]
    uncosted = [r for r in rows if not r.found.costed and r.kind != "none"]
    drawn = next(r.drawn for r in costed if r.drawn)
    lead = told["lead"].format(draws=number(drawn.draws, lang), seed=drawn.seed, data=world.data_digest)
    parts = [f"# {told['title']}" if lang is Lang.VI else f"## {told['title']}", lead]
    parts += [f"### {told['costed']}", _table(told["costed_head"], [_costed(world, r, lang) for r in costed])]
    uncosted_rows = [_uncosted(world, r, lang) for r in sorted(uncosted, key=_most_first)]
    parts += [f"### {told['uncosted']}", told["uncosted_lead"], _table(told["uncosted_head"], uncosted_rows)]
    parts += [f"### {told['said']}", "\n".join(f"- {line}" for line in _said(world, rows, costed, told, lang))]
    parts += [f"### {told['programme']}", *_programme(world, best, more, told, lang)]
    year = number(rows[0].found.sheet.price_year, lang).replace(".", "").replace(",", "")
    parts += [f"### {told['cautions']}", told["caution"].format(year=year)]
    return "\n\n".join(parts)


def _most_first(row: Row) -> float:
    return -(row.found.figure("break_even_capital_bn") or 0.0)


def _name(world: World, unit: str, lang: Lang) -> str:
    when = world.data.study.data_date
    mark = {"open": {Lang.VI: " (đã thông xe)", Lang.EN: " (open)"}}.get(
        str(open_part(world.projects, unit, data_date=when)), {}
    )
    return unit_name(world.projects, unit, lang) + mark.get(lang, "")


def _table(head: str, rows: list[list[str]]) -> str:
    rule = "|" + "---|" * (head.count("|") - 1)
    return "\n".join([head, rule, *(f"| {' | '.join(row)} |" for row in rows)])


def _costed(world: World, row: Row, lang: Lang) -> list[str]:
    found, drawn = row.found, row.drawn
    ends = drawn.range_of("npv_bn") if drawn else None
    between = " / ".join(amount(row.between.figure(n), lang) for n in ("break_even_users_day", "users_day"))
    return [
        _name(world, row.unit, lang),
        amount(found.figure("break_even_users_day"), lang),
        amount(found.figure("users_day"), lang),
        between,
        amount(found.figure("npv_bn"), lang),
        f"{number(ends[0], lang)} … {number(ends[1], lang)}" if ends else "–",
        f"{number(_PERCENT * drawn.positive, lang)} %" if drawn else "–",
        amount(found.figure("bcr"), lang, decimals=2),
        f"`{found.digest}`",
    ]


def _uncosted(world: World, row: Row, lang: Lang) -> list[str]:
    capital = [amount(x.figure("break_even_capital_bn"), lang) for x in (row.found, row.between)]
    users = amount(row.found.figure("users_day"), lang)
    return [_name(world, row.unit, lang), *capital, users, f"`{row.found.digest}`"]


def _said(world: World, rows: list[Row], costed: list[Row], told: dict[str, str], lang: Lang) -> list[str]:
    kinds = {
        k: "; ".join(_name(world, r.unit, lang) for r in rows if r.kind == k) for k in ("worth", "open", "not", "none")
    }
    lines = [told[kind].format(names=names) for kind, names in kinds.items() if names]
    reach = [sum((x.figure("npv_bn") or 0.0) > 0 for x in found) for found in
             ([r.between for r in costed], [r.found for r in costed])]  # fmt: skip
    lines.append(told["choice"].format(count=reach[0], region=reach[1], all=len(costed)))
    widest: dict[str, int] = {}
    for row in costed:
        if row.drawn:
            key = row.drawn.swings[0].key
            widest[key] = widest.get(key, 0) + 1
    sheet = rows[0].found.sheet
    names = "; ".join(
        f"{say(f'worth_view.swing_{k}', lang) if k in ('speeds', 'access') else sheet.row(k).name(lang)} ({n})"
        for k, n in sorted(widest.items(), key=lambda e: (-e[1], e[0]))
    )
    return [*lines, told["swing"].format(names=names)]


def _programme(
    world: World, best: Programme, more: tuple[float, int | None], told: dict[str, str], lang: Lang
) -> list[str]:
    task, opens = best.task, best.opens
    first, last = task.budget_years[0], task.budget_years[-1]
    lead = told["programme_lead"].format(
        budget=number(task.budget_bn[0], lang), first=first, last=last, until=task.years[-1],
        proof=plan_proof(best, lang), digest=f"`{best.digest}`",
    )  # fmt: skip
    order = sorted(best.starts, key=lambda s: (s[1], opens[s[0]], s[0]))
    rows = [
        [_name(world, u, lang), number(task.item(u).cost_bn, lang), str(start), str(opens[u])] for u, start in order
    ]
    parts = [lead, _table(told["programme_head"], rows)]
    if best.left_out:
        parts.append(told["left"].format(names="; ".join(_name(world, i.unit, lang) for i in best.left_out)))
    gain, year = more
    when = told["every"] if year is None else str(year)
    text = told["more"].format(year=when, gain=number(gain, lang, decimals=2)) if gain else told["more_none"]
    return [*parts, text]


def written(world: World) -> str:
    """The whole page."""
    rows = rows_of(world)
    found, best = planned(world, Scenario(), usual_wishes(world), Minutes())
    gains = [(p.gain, p.year) for p in shadow_prices(best)]
    more = max(gains, key=lambda g: (g[0], g[1] is not None))
    del found
    return "\n\n".join(page(world, rows, best, more, lang) for lang in Lang) + "\n"


if __name__ == "__main__":
    FILE.write_text(written(load_world()), encoding="utf-8")
