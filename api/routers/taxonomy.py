"""Occupations and skills of every taxonomy, and what people add to them."""

from __future__ import annotations

from fastapi import APIRouter

router = APIRouter(prefix="/taxonomy", tags=["taxonomy"])
