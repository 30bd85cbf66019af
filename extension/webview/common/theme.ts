/** VS Code's colours for what is painted, not styled. */
import { useEffect, useState } from 'preact/hooks';
import { type Colour, type Palette, parseColour } from './colours';

export interface Theme extends Palette {
  readonly foreground: Colour;
  readonly nan: Colour;
  readonly infinite: Colour;
}

/** The colours now, and again when the user changes the theme. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const observer = new MutationObserver(() => {
      setTheme(readTheme());
    });
    // VS Code changes the class of the body, and its colours as style of the root.
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => {
      observer.disconnect();
    };
  }, []);
  return theme;
}

function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const dark =
    !document.body.classList.contains('vscode-light') &&
    !document.body.classList.contains('vscode-high-contrast-light');
  const background = parseColour(
    style.getPropertyValue('--vscode-editor-background') || (dark ? '#1e1e1e' : '#ffffff'),
    [0, 0, 0],
  );
  const read = (name: string, otherwise: string): Colour =>
    parseColour(style.getPropertyValue(name).trim() || otherwise, background);
  return {
    background,
    foreground: read('--vscode-editor-foreground', dark ? '#d4d4d4' : '#333333'),
    negative: read('--vscode-charts-blue', '#3794ff'),
    positive: read('--vscode-charts-yellow', '#cca700'),
    nan: read('--vscode-editorError-foreground', '#f14c4c'),
    infinite: read('--vscode-charts-purple', '#b180d7'),
  };
}
