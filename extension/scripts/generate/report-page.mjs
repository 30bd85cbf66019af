// pyadapter/terminal/report.html: the page of `keras-debug run --html`, with script and style in it.
import path from 'node:path';
import { ROOT } from '../lib/paths.mjs';

/** Nothing may be loaded from anywhere: what the page shows is in it. */
const POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'";

/** Returns the text of the page, with a place for the recorded run. */
export async function reportPage() {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [path.join(ROOT, 'extension', 'webview', 'report', 'entry.tsx')],
    outdir: ROOT,
    write: false,
    bundle: true,
    minify: true,
    charset: 'ascii',
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    absWorkingDir: ROOT,
  });
  const text = (suffix) => outputFiles.find(({ path: name }) => name.endsWith(suffix))?.text.trim() ?? '';
  return `<!DOCTYPE html>
<!-- Written by \`npm run generate\` from extension/webview/report. Do not edit. -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>keras-debug report</title>
<style>${text('.css')}</style>
</head>
<body>
<main id="panel"></main>
<script id="recorded" type="application/json">/*the recorded run*/</script>
<script>${text('.js').replaceAll('</script', String.raw`<\/script`)}</script>
</body>
</html>
`;
}
