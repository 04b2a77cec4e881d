from app.notes.limits import Allowance, Limits


def test_a_burst_is_free_and_then_the_pace_holds() -> None:
    now = 0.0
    allowance = Allowance(Limits(frames_per_second=10, frames_at_once=5), lambda: now)
    assert [allowance.take(1) for _ in range(5)] == [0.0] * 5
    assert allowance.take(1) == 0.1
    now = 1.0
    assert allowance.take(1) == 0.0


def test_bytes_count_as_well() -> None:
    allowance = Allowance(Limits(bytes_per_second=100, bytes_at_once=1000), lambda: 0.0)
    assert allowance.take(1000) == 0.0
    assert allowance.take(50) == 0.5
