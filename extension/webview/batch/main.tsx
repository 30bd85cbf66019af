import { startPage } from '../common/page';
import { BatchPage } from './BatchPage';
import './style/index.css';

startPage(BatchPage);
