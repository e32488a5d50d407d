"""SIGTERM to a run: the first is heeded, the second does what it always did."""

import os
import signal
import threading
from datetime import date

import pytest

from flows.report import Report
from flows.stopping import heeding


class BeforeError(Exception):
    """What the handler of before raises."""


@pytest.fixture
def report():
    def before(*_):
        raise BeforeError

    handler = signal.signal(signal.SIGTERM, before)
    yield Report(date(2025, 9, 1))
    signal.signal(signal.SIGTERM, handler)


def test_the_first_is_noted_and_the_second_is_as_before(report):
    with heeding() as told:
        told(report)
        assert not report.stopped
        os.kill(os.getpid(), signal.SIGTERM)
        assert report.stopped
        with pytest.raises(BeforeError):
            os.kill(os.getpid(), signal.SIGTERM)


def test_what_was_told_before_there_was_a_report_is_not_forgotten(report):
    with heeding() as told:
        os.kill(os.getpid(), signal.SIGTERM)
        told(report)
        assert report.stopped


def test_afterwards_it_is_as_before(report):
    with heeding() as told:
        told(report)
    with pytest.raises(BeforeError):
        os.kill(os.getpid(), signal.SIGTERM)
    assert not report.stopped


def test_in_another_thread_there_is_nothing_to_heed(report):
    def work():
        with heeding() as told:
            told(Report(date(2025, 9, 1)))
            done.append(True)

    done = []
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
