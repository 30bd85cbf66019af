import { startPage } from '../common/page';
import './style/index.css';
import { TrainingPage } from './TrainingPage';

startPage(TrainingPage);
