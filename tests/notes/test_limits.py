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


def test_it_is_ample_while_the_next_frame_needs_no_wait() -> None:
    allowance = Allowance(Limits(frames_per_second=10, frames_at_once=2, bytes_at_once=1000), lambda: 0.0)
    assert allowance.is_ample(1000)
    assert not allowance.is_ample(1001)
    allowance.take(1)
    assert allowance.is_ample(999)
    allowance.take(1)
    assert not allowance.is_ample(1)
