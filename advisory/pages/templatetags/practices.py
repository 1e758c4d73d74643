"""What lists say of a practice."""

from django import template

from advisory.pages.presenters.listing import result_sentence

register = template.Library()
register.filter("result", result_sentence)
