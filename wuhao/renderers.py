"""One template for every form and one for every field."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws forms with our own field template; widgets stay Django's."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
