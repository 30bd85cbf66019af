import { startPage } from '../common/page';
import './style/index.css';
import { TensorPage } from './TensorPage';

startPage(TensorPage);
