import { startPage } from '../common/page';
import './style/index.css';
import { TensorStopPage } from './TensorStopPage';

startPage(TensorStopPage);
