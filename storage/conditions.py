"""Turns a rule about records into a query condition."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Table, and_, false, or_, select, true

from bitbot.domain.conditions import Before, Condition, Every, Has, In, Since, Some


def to_sql(condition: Condition, table: Table, links: Mapping[str, Table]) -> ColumnElement[bool]:
    """`links` are the tables that keep a collection: the field's name and the table with `record` and `partner`."""
    match condition:
        case In(field, values):
            return table.c[field].in_([value for value in values if value is not None]) | _empty(table, field, values)
        case Has(field, values):
            link = links[field]
            return select(link.c.record).where(link.c.record == table.c.number, link.c.partner.in_(values)).exists()
        case Before(field, day):
            return table.c[field] < day
        case Since(field, moment):
            return table.c[field] >= moment
        case Every(parts):
            return and_(true(), *(to_sql(part, table, links) for part in parts))
        case Some(parts):
            return or_(false(), *(to_sql(part, table, links) for part in parts))


def _empty(table: Table, field: str, values: object) -> ColumnElement[bool]:
    return (
        table.c[field].is_(None) if isinstance(values, tuple | list | set | frozenset) and None in values else false()
    )
