"""Text that people read: translations, rule sets in sentences, the theme's colors."""
