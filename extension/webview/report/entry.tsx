import { render } from 'preact';
import { type RecordedRun } from '../../shared/generated/protocol';
import { Report } from './Report';
import './style/index.css';

const root = document.getElementById('panel');
const recorded = document.getElementById('recorded')?.textContent;
if (root && recorded !== undefined) {
  render(<Report run={JSON.parse(recorded) as RecordedRun} />, root);
}
