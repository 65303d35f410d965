"""Text that WebKit may clip, found in a page's computed styles, in any browser."""

CLIPPED = """() => [...document.querySelectorAll('body *')].filter((box) => {
    const { overflowY, lineHeight, fontSize } = getComputedStyle(box);
    const hasText = [...box.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
    if (!hasText || !box.offsetWidth || box.matches('.hidden, .hidden *') || overflowY === 'visible') return false;
    return lineHeight !== 'normal' && parseFloat(lineHeight) < 1.19 * parseFloat(fontSize);
}).map((box) => box.outerHTML)"""
"""Returns texts in a box that clips, on lines lower than their letters: WebKit then cuts what is below the line."""
