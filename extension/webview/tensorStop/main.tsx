import { render } from 'preact';
import { App } from './App';
import { connect } from './host';
import './style/index.css';
import { numbered, type Numbered } from './stopNumber';

const root = document.getElementById('panel');
if (root) {
  let latest: Numbered | undefined;
  const host = connect((state) => {
    latest = numbered(latest, state);
    render(<App host={host} state={latest.state} number={latest.number} />, root);
  });
}
