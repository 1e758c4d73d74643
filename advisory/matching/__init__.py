"""Matching: who advises whom, who resembles whom, and which help comes first. No Django, no database."""
