import { StyleModule } from 'style-mod';

/**
 * The expression fields of the properties panel are CodeMirror editors, whose stylesheets are written by `style-mod` into a
 * <style> element. The content security policy forbids those (style-src 'self'). Constructed stylesheets are made by our
 * own script through the CSSOM, so the policy allows them; `style-mod` itself uses them, but only inside a shadow root.
 * This gives the page's own document the same treatment.
 */
const sheets = new WeakMap<Document | ShadowRoot, Map<StyleModule, CSSStyleSheet>>();

/** Must be called before the first editor is made; calling it again changes nothing. */
export function installConstructedStyles(): void {
  StyleModule.mount = mount;
}

function mount(root: Document | ShadowRoot, modules: StyleModule | readonly StyleModule[]): void {
  const mounted = sheets.get(root) ?? new Map<StyleModule, CSSStyleSheet>();
  sheets.set(root, mounted);
  const missing = (Array.isArray(modules) ? modules : [modules]).filter(
    (module: StyleModule) => !mounted.has(module),
  ) as StyleModule[];
  if (missing.length === 0) return;
  const added = missing.map((module) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(module.getRules());
    mounted.set(module, sheet);
    return sheet;
  });
  // A later module overrides an earlier one, as it does in style-mod; base themes are always mounted first.
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...added];
}
