"""Judges predictions that were made in Python with Trident Lab's command; nothing is computed here."""

from trident_judge.judge import Finding, Frame, JudgeError, Judgement, judge

__all__ = ["Finding", "Frame", "JudgeError", "Judgement", "judge"]
