"""The look of the Gradio page: its theme speaks in the colours that the style sheet of all pages sets."""

from typing import Any

__all__ = ["theme"]

_FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")


def theme() -> Any:
    """A Gradio theme that takes every colour from the custom properties of planwatch.css, and loads no font."""
    import gradio as gr

    return gr.themes.Base(font=list(_FONTS), font_mono=["ui-monospace", "monospace"]).set(**_both(_COLOURS), **_SHAPES)


_COLOURS = {
    "body_background_fill": "var(--paper)",
    "body_text_color": "var(--ink)",
    "body_text_color_subdued": "var(--ink-soft)",
    "background_fill_primary": "var(--paper)",
    "background_fill_secondary": "var(--paper-2)",
    "block_background_fill": "transparent",
    "block_label_text_color": "var(--ink)",
    "block_title_text_color": "var(--ink)",
    "block_info_text_color": "var(--ink-soft)",
    "block_border_color": "transparent",
    "panel_background_fill": "transparent",
    "input_background_fill": "var(--field)",
    "input_background_fill_focus": "var(--field)",
    "input_border_color": "var(--line-strong)",
    "input_border_color_focus": "var(--line-strong)",
    "input_placeholder_color": "var(--ink-soft)",
    "link_text_color": "var(--link)",
    "link_text_color_hover": "var(--link-hover)",
    "link_text_color_visited": "var(--link)",
    "link_text_color_active": "var(--link-hover)",
    "border_color_primary": "var(--line)",
    "border_color_accent": "var(--line-strong)",
    "color_accent_soft": "var(--paper-2)",
    "button_primary_background_fill": "var(--action)",
    "button_primary_background_fill_hover": "var(--action-hover)",
    "button_primary_text_color": "var(--on-action)",
    "button_primary_text_color_hover": "var(--on-action)",
    "button_primary_border_color": "var(--action)",
    "button_secondary_background_fill": "var(--paper-2)",
    "button_secondary_background_fill_hover": "var(--line)",
    "button_secondary_text_color": "var(--ink)",
    "button_secondary_text_color_hover": "var(--ink)",
    "button_secondary_border_color": "var(--line-strong)",
    "checkbox_background_color": "var(--field)",
    "checkbox_background_color_selected": "var(--action)",
    "checkbox_border_color": "var(--line-strong)",
    "checkbox_border_color_selected": "var(--action)",
    "checkbox_label_background_fill": "transparent",
    "checkbox_label_background_fill_hover": "transparent",
    "checkbox_label_background_fill_selected": "transparent",
    "checkbox_label_text_color": "var(--ink)",
    "checkbox_label_text_color_selected": "var(--ink)",
    "checkbox_label_border_color": "transparent",
}
_SHAPES = {
    "block_padding": "0",
    "block_border_width": "0",
    "block_shadow": "none",
    "block_label_text_size": "1rem",
    "block_title_text_size": "1rem",
    "block_title_text_weight": "600",
    "block_info_text_size": "1rem",
    "input_text_size": "1.125rem",
    "input_border_width": "2px",
    "input_radius": "4px",
    "input_padding": "0.625rem 0.75rem",
    "input_shadow": "none",
    "input_shadow_focus": "none",
    "button_large_radius": "4px",
    "button_medium_radius": "4px",
    "button_small_radius": "4px",
    "button_large_text_size": "1.0625rem",
    "button_small_text_size": "1rem",
    "button_transform_hover": "none",
    "button_transition": "none",
    "checkbox_label_padding": "0.375rem 0",
    "checkbox_label_text_size": "1rem",
    "checkbox_label_gap": "0.25rem",
    "layout_gap": "1rem",
    "container_radius": "4px",
}


def _both(colours: dict[str, str]) -> dict[str, str]:
    import inspect

    import gradio as gr

    known = inspect.signature(gr.themes.Base.set).parameters
    dark = {f"{name}_dark": value for name, value in colours.items() if f"{name}_dark" in known}
    return {**colours, **dark}
