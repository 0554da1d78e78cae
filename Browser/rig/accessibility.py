"""What must hold for every page, whoever looks at it and with whatever."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()


def complaints(page: Page) -> list[str]:
    """What axe-core and our own looks find wrong with the page; empty if nothing."""
    return axe_complaints(page) + layout_complaints(page)


def axe_complaints(page: Page) -> list[str]:
    violations = AXE.run(page).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:200]}"
        for violation in violations
        for node in violation["nodes"]
    ]


def layout_complaints(page: Page) -> list[str]:
    """Content wider than the window, and things to press that are too small for a thumb (WCAG 2.2, 2.5.8)."""
    return page.evaluate(
        """() => {
            const found = [];
            const wide = document.documentElement.scrollWidth - window.innerWidth;
            if (wide > 0) found.push(`the page is ${wide} px wider than the window`);
            for (const item of document.querySelectorAll('button, input:not([type=hidden], .unseen), select, summary')) {
                const box = item.getBoundingClientRect();
                if (box.width === 0 || item.closest('details:not([open]) > :not(summary)')) continue;
                if (item.matches('input[type=checkbox], input[type=radio]')) continue;
                if (box.height < 24 || box.width < 24) found.push(`too small: ${item.outerHTML.slice(0, 120)}`);
            }
            if (document.querySelectorAll('h1').length !== 1) found.push('not exactly one h1');
            if (!document.title) found.push('no title');
            return found;
        }"""
    )
