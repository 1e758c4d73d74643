"""Shapes of the answers about indicators. Field names are those of the files; exact numbers are texts."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.web.addresses import absolute
from followup.rules.lights import Light
from followup.rules.periods import Every
from followup.rules.sheets import Direction, OverMunicipalities, OverTime

Text, Whole, Flag, Day, List = (
    serializers.CharField,
    serializers.IntegerField,
    serializers.BooleanField,
    serializers.DateField,
    serializers.ListField,
)


class PaceShape(serializers.Serializer):
    """Entre qué valores estaría si sigue como en sus últimos pasos. No es una probabilidad."""

    low = Text()
    high = Text()
    period = Text(help_text="El de la meta.")


class LightShape(serializers.Serializer):
    """Una luz de hoy, con lo que la decide."""

    indicator = Text()
    municipality = Text(help_text="Código DIVIPOLA; «valle», todos juntos.")
    name = Text()
    value = Text(allow_null=True, help_text="Exacto; null: no hay, o son muy pocos casos para mostrarlo.")
    displayed = Text(allow_null=True, help_text="Como se muestra, con su unidad.")
    period = Text(allow_null=True, help_text="El último aprobado.")
    target = Text(allow_null=True)
    baseline = Text(allow_null=True)
    light = Text(help_text=f"{', '.join(Light)}.")
    sentence = Text(help_text="La luz en una frase.")
    rule = Text(help_text="Ficha y versión con que se juzgó.")
    coverage = Text(allow_null=True, help_text="Del valle: cuántos municipios cuentan, «7 de 10».")
    pace = PaceShape(allow_null=True, help_text="null: aún no se puede decir.")
    since_january = Flag(help_text="true: valor y meta son de lo corrido del año.")
    days_late = Whole(help_text="Días que lleva vencido el dato; 0, está a tiempo.")
    is_demo = Flag(help_text="true: de demostración.")


class IndicatorHead(serializers.Serializer):
    """Un indicador: su ficha en vigor y cómo va."""

    code = Text()
    version = Whole(help_text="De la ficha.")
    name = Text()
    formula = Text()
    source = Text()
    limits = Text(help_text="Lo que no dice.")
    owner = Text()
    unit = Text()
    factor = Whole()
    decimals = Whole(help_text="Con que se redondea el valor, una vez.")
    period = Text(help_text=f"Cada cuánto se mide: {', '.join(Every)}.")
    direction = Text(help_text=f"{', '.join(Direction)}: hacia dónde es mejor.")
    over_time = Text(help_text=f"{', '.join(OverTime)}.")
    over_municipalities = Text(help_text=f"{', '.join(OverMunicipalities)}.")
    denominator = Flag(help_text="Si lleva denominador.")
    tolerance = Text()
    lag_days = Whole(help_text="Días corridos para entregar el valor.")
    min_n = Whole(help_text="Denominador menor que este: el valor no se muestra.")
    min_coverage = Whole(help_text="Por ciento de municipios que pide un color del valle.")
    bounds = List(child=Text(), allow_null=True, help_text="Menor y mayor valor posible.")
    has_source = Flag(help_text="false: la fuente todavía no existe.")
    lights_count = serializers.DictField(child=Whole(), help_text="Municipios por luz.")
    valley = LightShape(allow_null=True, help_text="null: la ficha no da cifra del valle.")
    note = Text(allow_null=True, help_text="Dice si alguna serie es de demostración.")
    is_demo = Flag(help_text="true: todo lo medido es de demostración.")
    url = serializers.SerializerMethodField()
    values = serializers.SerializerMethodField()
    page = serializers.URLField(help_text="Página del indicador.")

    @extend_schema_field(serializers.URLField())
    def get_url(self, row: Any) -> str:
        return absolute(reverse("api:indicator", args=[row["code"]]))

    @extend_schema_field(serializers.URLField(help_text="Sus valores aprobados."))
    def get_values(self, row: Any) -> str:
        return absolute(reverse("api:indicator-values", args=[row["code"]]))


class MeasuredShape(IndicatorHead):
    """Un indicador con la luz de cada municipio."""

    lights = LightShape(many=True)


class ValueEvidenceShape(serializers.Serializer):
    """Una evidencia que se puede abrir."""

    name = Text()
    address = Text()
    sha256 = Text(help_text="Huella del archivo, o de la dirección.")


class IndicatorValueShape(serializers.Serializer):
    """Un valor aprobado: las columnas del archivo CSV."""

    indicator = Text()
    sheet_version = Whole(help_text="Ficha con que se midió.")
    municipality = Text(help_text="Código DIVIPOLA.")
    name = Text()
    period = Text()
    ends_on = Day(help_text="Último día del periodo.")
    numerator = Text(allow_null=True, help_text="null: son muy pocos casos para mostrarlos.")
    denominator = Text(allow_null=True, help_text="null: la ficha no lo lleva, o son muy pocos casos.")
    value = Text(allow_null=True, help_text="Exacto; null: no aplica, o son muy pocos casos.")
    displayed = Text(allow_null=True, help_text="Como se muestra, con su unidad.")
    target = Text(allow_null=True, help_text="La del periodo, o la que le toca de la del año.")
    baseline = Text(allow_null=True)
    is_demo = Flag(help_text="true: de demostración.")
    is_hidden = Flag(help_text="true: son muy pocos casos, o se sabrían los de otro municipio.")
    number = Whole(help_text="1; más alto, se corrigió.")
    reason = Text(help_text="Por qué se corrigió; vacío, no se corrigió.")
    approved_on = Day()
    office = Text(help_text="Quién lo aprobó.")
    evidence = ValueEvidenceShape(many=True)
