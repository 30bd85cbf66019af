import { describe, expect, it } from 'vitest';
import { keptView } from '../../../extension/webview/model/view';

describe('the view of the model page', () => {
  it('is taken over as it was kept', () => {
    const view = {
      tab: 'ops',
      model: 'm',
      folded: { m: ['m/block'] },
      selected: 'm/a',
      search: 'dense',
      subject: 'a',
    };
    expect(keptView(view)).toEqual(view);
  });

  it('begins with the graph when nothing, or nonsense, was kept', () => {
    const first = { tab: 'graph', folded: {}, search: '' };
    expect(keptView(undefined)).toEqual(first);
    expect(keptView({ tab: 'x', model: 3, folded: { m: 'block' }, selected: null, search: 1 })).toEqual(
      first,
    );
  });
});
