from company import day, snapshot_of


def test_same_content_same_name_and_other_content_another(tmp_path):
    deal = {
        "deal_id": "1",
        "stage": "Won",
        "meaning": "won",
        "amount_cents": 100,
        "close_day": day("2026-01-05"),
    }
    one = snapshot_of(tmp_path / "a", as_of="2026-01-31", deals=[deal])
    two = snapshot_of(tmp_path / "b", as_of="2026-01-31", deals=[deal])
    other = snapshot_of(tmp_path / "c", as_of="2026-01-31", deals=[deal | {"amount_cents": 101}])
    assert one.id == two.id != other.id
    assert one.rows("deals") == 1
    assert one.con.execute("SELECT amount_cents FROM deals").fetchall() == [(100,)]
