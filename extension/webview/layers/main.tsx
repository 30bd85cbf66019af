import { startPage } from '../common/page';
import { LayersPage } from './LayersPage';
import './style/index.css';

startPage(LayersPage);
