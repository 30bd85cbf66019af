import { startPage } from '../common/page';
import './style/index.css';
import { ModelPage } from './ModelPage';

startPage(ModelPage);
