/** The HTML around a panel's script. Pure. */

export interface PageParts {
  readonly title: string;
  readonly nonce: string;
  readonly script: string;
  readonly style: string;
  /** VS Code's source for local resources in webviews. */
  readonly source: string;
}

/** Nothing may load but our own script, by its nonce, and our own style sheet. */
export function page({ title, nonce, script, style, source }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source};">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<main id="panel"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
