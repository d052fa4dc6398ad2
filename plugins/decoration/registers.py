"""Books without cases: training, appraisals, rewards, sanctions, steps that somebody wanted to skip."""

from core.sdk import DISPATCH, QUALITY, SERVICE, TECHNICIAN, Register, length
from plugins.decoration.forms import Appraised, Reward, Sanction, SkippedStep, Training

training_every = length("training.every", "多久培训一次")

training_book = Register("培训登记", form=Training, by=(QUALITY,), of=(SERVICE, TECHNICIAN, DISPATCH),
                         every=training_every, note="定期和临时培训都登记在这里;到期没有培训的人会列出来。")
appraisal_book = Register("考核登记", form=Appraised, by=(QUALITY,), of=(SERVICE, TECHNICIAN, DISPATCH),
                          note="每次考核每个人的总分和结果。")
reward_book = Register("奖励登记", form=Reward, of=(SERVICE, TECHNICIAN, DISPATCH),
                       note="表现优秀的售后人员得到的奖励,写明依据哪一次考核。")
sanction_book = Register("处罚登记", form=Sanction, of=(SERVICE, TECHNICIAN, DISPATCH),
                         note="服务质量差或严重违反制度的处罚,写明事由和凭据。")
skipped_book = Register("越过流程登记", form=SkippedStep, by=(QUALITY,), of=(SERVICE, TECHNICIAN, DISPATCH),
                        note="系统不让跳过步骤;有人想跳过时登记在这里,考核时计数。")
