import { startPage } from '../common/page';
import { AttentionPage } from './AttentionPage';
import './style/index.css';

startPage(AttentionPage);
