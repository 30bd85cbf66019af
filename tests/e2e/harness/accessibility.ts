// What axe-core says of a page.
import axe, { type AxeResults } from 'axe-core';
import type { Locator } from 'playwright-core';

export interface Violation {
  readonly rule: string;
  readonly impact: string;
  readonly targets: readonly string[];
}

/** What keeps people out, or makes reading hard. */
export async function seriousViolations(body: Locator): Promise<Violation[]> {
  // The page's content security policy lets no script element in; the debugging protocol is not asked.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a function made of axe-core's own source
  await body.evaluate(new Function(axe.source) as () => void);
  return body.evaluate(runAxe);
}

/** Runs in the page. */
async function runAxe(): Promise<Violation[]> {
  const inPage = window as unknown as { axe: { run(options: object): Promise<AxeResults> } };
  const { violations } = await inPage.axe.run({ resultTypes: ['violations'] });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => ({
      rule: id,
      impact: String(impact),
      targets: nodes.map((node) => node.html.slice(0, 200)),
    }));
}
