// pyadapter/terminal/report.html: the page of `keras-debug run --html`, with script and style in it.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../lib/paths.mjs';

const WEBVIEW = path.join(ROOT, 'extension', 'webview');

/** Nothing may be loaded from anywhere: what the page shows is in it. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

/** Old enough for nested rules to be written out. */
const BROWSERS = ['es2022', 'chrome110', 'firefox110', 'safari16'];

const minified = { minify: true, charset: 'ascii', target: BROWSERS };
const options = { ...minified, outdir: ROOT, write: false, bundle: true };

/** Each page brings the rules that all have in common; here they are there already. */
const withoutCommon = {
  name: 'without-common',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]common[\\/]style[\\/]index\.css$/ }, () => ({ contents: '', loader: 'css' }));
  },
};

/** Returns the text of the page, with a place for the recorded run. */
export async function reportPage() {
  const esbuild = await import('esbuild');
  const output = async (file, more) => {
    const { outputFiles } = await esbuild.build({
      ...options,
      entryPoints: [path.join(WEBVIEW, file)],
      ...more,
    });
    return outputFiles[0].text;
  };
  const script = await output('report/entry.tsx', {
    platform: 'browser',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
  });
  const styles = [await output('report/style/index.css')];
  for (const name of fs.readdirSync(WEBVIEW).sort()) {
    const file = `${name}/style/index.css`;
    if (!['common', 'report'].includes(name) && fs.existsSync(path.join(WEBVIEW, file))) {
      // Pages are written apart: rules of one hold in its part of the report only.
      const rules = await output(file, { plugins: [withoutCommon] });
      const { code } = await esbuild.transform(`.page-${name}{${rules}}`, { ...minified, loader: 'css' });
      styles.push(code);
    }
  }
  return `<!DOCTYPE html>
<!-- Written by \`npm run generate\` from extension/webview/report. Do not edit. -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>keras-debug report</title>
<style>${styles.map((text) => text.trim()).join('')}</style>
</head>
<body>
<main id="panel"></main>
<script id="recorded" type="application/json">/*the recorded run*/</script>
<script>${script.trim().replaceAll('</script', String.raw`<\/script`)}</script>
</body>
</html>
`;
}
