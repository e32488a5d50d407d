"""The worker processes: a job may do what it likes, it harms only itself. The jobs here are Python to evaluate."""

import os
import signal
from functools import partial
from pathlib import Path

import psutil
import pytest

from config.errors import ConfigError, ScowatchError
from config.lexicon import load_lexicon
from extractors.records import Unreadable
from flows.workers import KILLED, MOST_KILLED, Limits, Workers

LIMITS = Limits(seconds=3, memory_bytes=1_000_000_000)
EVALUATE = partial(partial, eval)
PID = "__import__('os').getpid()"
DIE = "__import__('os').kill(__import__('os').getpid(), 9)"
LOOP_IN_C = "sum(range(10**15))"  # holds the interpreter: no other thread of the process runs, no handler is called


def done(*jobs, count=2, prepare=EVALUATE):
    with Workers(prepare, count=count, limits=LIMITS) as workers:
        return [each.result() for each in [workers.submit(job) for job in jobs]]


def reasons(results):
    return [each.reason if isinstance(each, Unreadable) else each for each in results]


def test_results_come_back_to_those_who_asked():
    assert done(*(f"{number} * 2" for number in range(40))) == [number * 2 for number in range(40)]


def test_a_process_that_is_killed_takes_only_its_job_with_it():
    jobs = ["1", DIE, "2", DIE, DIE, "3", "4"]
    assert reasons(done(*jobs)) == [1, "extractor_crashed", 2, "extractor_crashed", "extractor_crashed", 3, 4]


def test_a_job_whose_process_is_killed_once_is_done_by_another(tmp_path):
    """As the kernel does when the machine is short of memory, whoever is to blame for it."""
    mark = tmp_path / "killed"
    once = f"__import__('pathlib').Path({str(mark)!r}).exists() or (open({str(mark)!r}, 'x') and {DIE})"
    assert done("1", once, "2") == [1, True, 2]


def test_processes_that_are_killed_one_after_the_other_are_no_fault_of_their_jobs():
    with Workers(EVALUATE, count=1, limits=LIMITS) as workers:
        assert [workers.submit(DIE).result() for _ in range(MOST_KILLED - 1)] == [KILLED] * (MOST_KILLED - 1)
        with pytest.raises(ScowatchError, match=r"killed one after the other, 10 by now.*SCOWATCH_WORKERS"):
            workers.submit(DIE).result()
        assert workers.submit("1").result() == 1


def test_a_job_that_loops_in_c_code_is_ended():
    assert reasons(done("1", LOOP_IN_C, "2", LOOP_IN_C, "3")) == [1, "extractor_timeout", 2, "extractor_timeout", 3]


def test_a_job_that_sleeps_is_ended():
    (slept,) = done("__import__('time').sleep(600)")
    assert slept == Unreadable(reason="extractor_timeout", detail="The page was not done with after 3 seconds.")


def test_a_job_that_wants_all_memory_gets_none():
    greedy, modest = done("b'x' * 4 * 10**9", "'modest'", count=1)
    assert (greedy.reason, modest) == ("extractor_crashed", "modest")
    assert "1000000000 bytes of memory" in greedy.detail


def test_an_exception_is_the_fate_of_one_job_and_not_of_its_process():
    first, bug, second = done(PID, "1 / 0", PID, count=1)
    assert bug == Unreadable(reason="extractor_error", detail="ZeroDivisionError: division by zero")
    assert first == second


def test_a_process_that_keeps_much_memory_is_replaced():
    first, kept, second = done(
        PID, "bool(__import__('sys').__dict__.setdefault('kept', b'x' * 3 * 10**8))", PID, count=1
    )
    assert kept is True
    assert first != second


def test_a_process_that_died_between_two_jobs_costs_no_page():
    with Workers(EVALUATE, count=1, limits=LIMITS) as workers:
        idle = workers.submit(PID).result()
        os.kill(idle, signal.SIGKILL)
        os.waitid(os.P_PID, idle, os.WEXITED | os.WNOWAIT)
        assert workers.submit("'served'").result() == "served"


def test_processes_are_started_when_they_are_needed():
    before = len(psutil.Process().children())
    with Workers(EVALUATE, count=64, limits=LIMITS) as workers:
        assert [workers.submit("1").result() for _ in range(5)] == [1] * 5
        assert len(psutil.Process().children()) - before <= 2  # one, and multiprocessing's own


def test_what_prepare_has_to_say_reaches_the_caller(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.toml"):
        done("1", prepare=partial(load_lexicon, Path(tmp_path / "none.toml")))


def test_a_process_that_does_not_start_is_an_error_and_not_the_fate_of_a_page():
    with pytest.raises(ScowatchError, match="did not start"):
        done("1", prepare=partial(os._exit, 3))


def test_the_time_of_each_job_is_told_once_without_the_time_it_waited():
    nap = "__import__('time').sleep(0.2)"
    with Workers(EVALUATE, count=1, limits=LIMITS) as workers:
        for each in [workers.submit(job) for job in (nap, "1 + 1", DIE, nap)]:
            each.result()
        slept, added, *_, again = workers.take_seconds()
        assert workers.take_seconds() == []
    assert 0 < added < slept
    assert min(slept, again) >= 0.2
