"""A generated Salesforce Data Export of any size: deals with five history rows each.

The engine's generator makes it (a million deals in seconds); the same size and seed give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

REPS_PER_TEAM = 25
STAGES = (
    "['Prospecting','Qualification','Proposal','Security Review','Negotiation','Closed Won','Closed Lost']"
)


def write_export(folder: Path, *, deals: int, seed: int = 7) -> dict[str, int]:
    """Write User, Account, Opportunity and OpportunityHistory; return rows per file."""
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(f"SELECT setseed({(seed % 100) / 100})")
    con.execute("SET threads=1")  # random() is repeatable on one thread alone
    reps, accounts = max(30, deals // 2000), max(50, deals // 10)
    con.execute(
        f"""CREATE TABLE opp AS SELECT i, 1 + (random() * {reps - 1})::INT AS rep,
        1 + (random() * {accounts - 1})::INT AS account,
        DATE '2024-01-01' + (random() * 990)::INT AS created, 20 + (random() * 160)::INT AS cycle,
        (random() * 9900000)::BIGINT + 50000 AS cents, random() AS fate, random() AS kind
        FROM range(1, {deals} + 1) t(i)"""
    )
    con.execute(
        f"""CREATE TABLE deal AS SELECT *, created + cycle AS close,
        CASE WHEN created + cycle > DATE '2026-09-30' THEN 1 + (fate * 4.999)::INT
             WHEN fate < 0.32 THEN 6 ELSE 7 END AS stage, {STAGES} AS stages FROM opp"""
    )
    queries = {
        "User.csv": f"""SELECT '005' || lpad(i::VARCHAR, 15, '0') AS "Id", 'Rep ' || i AS "Name",
            'rep' || i || '@example.com' AS "Email", true AS "IsActive",
            CASE WHEN i > 1 THEN '005' || lpad((1 + (i // {REPS_PER_TEAM}) * {REPS_PER_TEAM})::VARCHAR, 15, '0') END
            AS "ManagerId" FROM range(1, {reps} + 1) t(i)""",
        "Account.csv": f"""SELECT '001' || lpad(i::VARCHAR, 15, '0') AS "Id", 'Account ' || i AS "Name",
            ['Food','Pharma','Energy','Public','Retail'][1 + i % 5] AS "Industry",
            ['North','South','East','West'][1 + i % 4] AS "BillingState", 'Norway' AS "BillingCountry",
            TIMESTAMP '2020-01-01 08:00:00' + INTERVAL (i % 1400) DAY AS "CreatedDate"
            FROM range(1, {accounts} + 1) t(i)""",
        "Opportunity.csv": """SELECT '006' || lpad(i::VARCHAR, 15, '0') AS "Id", false AS "IsDeleted",
            '001' || lpad(account::VARCHAR, 15, '0') AS "AccountId", 'Deal ' || i AS "Name",
            stages[stage] AS "StageName", (cents / 100.0)::DECIMAL(14,2) AS "Amount",
            CASE stage WHEN 6 THEN 100 WHEN 7 THEN 0 ELSE stage * 15 END AS "Probability", close AS "CloseDate",
            CASE WHEN kind < .2 THEN 'Renewal' WHEN kind < .3 THEN 'Expansion' ELSE 'New Business' END AS "Type",
            ['Web','Partner','Event','Referral'][1 + i % 4] AS "LeadSource", stage >= 6 AS "IsClosed",
            stage = 6 AS "IsWon",
            CASE stage WHEN 6 THEN 'Closed' WHEN 7 THEN 'Omitted' WHEN 5 THEN 'Commit' ELSE 'Pipeline' END
            AS "ForecastCategoryName", 'EUR' AS "CurrencyIsoCode", '005' || lpad(rep::VARCHAR, 15, '0') AS "OwnerId",
            created::TIMESTAMP + INTERVAL (i % 36000) SECOND AS "CreatedDate" FROM deal ORDER BY i""",
        "OpportunityHistory.csv": """SELECT '008' || lpad((i * 5 + k)::VARCHAR, 15, '0') AS "Id",
            '006' || lpad(i::VARCHAR, 15, '0') AS "OpportunityId", '005' || lpad(rep::VARCHAR, 15, '0') AS "CreatedById",
            (created + (least(cycle, DATE '2026-09-30' - created) * k // 5)::INT)::TIMESTAMP + INTERVAL (i % 36000 + k) SECOND
            AS "CreatedDate", CASE WHEN k = 4 THEN stages[stage] ELSE stages[least(1 + k, least(stage, 5))] END AS "StageName",
            ((CASE WHEN k = 0 AND fate > .7 THEN cents * 1.2 ELSE cents END) / 100.0)::DECIMAL(14,2) AS "Amount",
            CASE WHEN k < 2 AND kind > .6 THEN close - 30 ELSE close END AS "CloseDate",
            CASE WHEN k = 4 AND stage = 6 THEN 100 ELSE k * 15 END AS "Probability", 'EUR' AS "CurrencyIsoCode"
            FROM deal, range(0, 5) h(k) ORDER BY i, k""",
    }
    rows = {}
    for name, query in queries.items():
        con.execute(f"COPY ({query}) TO '{(folder / name).as_posix()}' (FORMAT csv, HEADER, FORCE_QUOTE *)")
        counted = con.execute(f"SELECT count(*) FROM ({query})").fetchone()
        rows[name] = counted[0] if counted else 0
    con.close()
    return rows
