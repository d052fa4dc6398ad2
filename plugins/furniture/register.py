"""The register that furniture shops keep: the words they write, and which questions of an application they answer.

Words that lean one way but may be meant otherwise are read with a doubt: "退换" leaves open which of the two, a sofa
somebody "试坐" was hardly used, and a "色差" may be a fault of the goods or of the customer's screen.
"""

from dataclasses import replace

from core.sdk import Product
from core.sdk.imports import COMMON, PAYMENT_METHOD, Column, Register, spellings
from plugins.furniture.forms import Application, ExchangeApplication, Method, Proof, Why

_PAID_AS = {Method.wechat_pay: "wechat", Method.alipay: "alipay", Method.bank_card: "card",
            Method.bank_transfer: "transfer", Method.cash: "cash"}

payment_method = replace(
    PAYMENT_METHOD, words={method.name: (method.label, *PAYMENT_METHOD.words[key]) for method, key in _PAID_AS.items()},
    doubtful_words={Method.bank_transfer.name: PAYMENT_METHOD.doubtful_words["transfer"]})

wish = Column("wish", "诉求", "choice", headers=spellings("""
    诉求 客户诉求 顾客诉求 要求 客户要求 顾客要求 处理要求 处理方式 处理意见 退还是换 退换 退换货 退换类型 退/换 退或换
    售后类型 售后方式 服务类型 服务方式 申请类型 申请事项 业务类型 类型 想怎么处理 期望处理 wish"""), words={
    "return": spellings("""
        退货 退 退款退货 退货退款 退款 要退 想退 退掉 申请退货 退货申请 要求退货 全退 退钱 仅退款 无理由退货 七天无理由
        7天无理由 return refund"""),
    "exchange": spellings("""
        换货 换 更换 调换 换新 换一个 换一件 要换 想换 申请换货 换货申请 要求换货 换颜色 换尺寸 换款 换型号 以旧换新
        补发
        exchange replace"""),
}, doubtful_words={
    "return": spellings("退换 退换货 退或换 退/换 换或退 退货或换货 修不好就退 不行就退 修不好退 退货换货"),
    "exchange": spellings("换不了就退 先换 修不好就换 不行就换 修不好换 先修再换")},
    unclear_words=spellings("维修 修 上门维修 安装 咨询 投诉 赔偿 补偿 其他 待定"))

reason = Column("reason", "退换原因", "choice", text_key="reason_text", headers=spellings("""
    原因 退换原因 退货原因 换货原因 退换货原因 售后原因 申请原因 问题 问题描述 问题说明 问题类型 问题反馈 反馈问题
    反馈内容
    客户反馈 顾客反馈 故障 故障描述 描述 情况 情况说明 理由 退换理由 退货理由 为什么 客户描述 质量问题 什么问题 哪里不好
    reason"""), words={
    Why.quality.name: (Why.quality.label, *spellings("""
        质量问题 质量 断裂 断了 开裂 裂了 裂纹 裂缝 裂开 塌陷 塌了 下陷 异响 有响声 响声 生锈 锈 异味 气味 刺鼻 甲醛
        味道大
        孔位 对不上 装不上 装不起来 安装不了 缺件 缺少 缺配件 少配件 少件 少螺丝 配件不全 磕碰 碰伤 划痕 划伤 刮花 刮痕
        掉漆 脱漆 掉皮 起皮 脱皮 脱落 脱胶 开胶 变形 翘曲 弯曲 鼓包 起泡 松动 晃动 不稳 摇晃 坏了 损坏 破损 破了 裂
        断 虫蛀 发霉 霉 褪色 掉色 起球 开线 脱线 弹簧 关不上 打不开 关不严 滑轨 卡顿 升降失灵 失灵 漏气 瑕疵 做工 粗糙
        不平 发错货 发错 错发 与描述不符 材质不符 假货""")),
    Why.size.name: (Why.size.label, *spellings("""
        尺寸不合 尺寸 尺寸不对 尺寸放不下 放不下 太大 太小 太高 太矮 太宽 太长 大了 小了 进不了门 进不去 颜色不合
        颜色不喜欢 不喜欢颜色 颜色不搭 颜色不配 颜色 不搭 买错尺寸 买错颜色 偏大 偏小""")),
    Why.mind.name: (Why.mind.label, *spellings("""
        不想要 不要了 不喜欢 不满意 款式 款式与想象不符 与想象不符 不好看 降价 降价了想退 买贵了 贵了 买重 买重了 买多了 多买
        重复购买 拍错 拍重 拍多 家人不同意 家里人不同意 老婆不同意 老公不同意 不同意 搬家 搬家用不上 用不上 用不着 不需要
        不合适 无理由 七天无理由 7天无理由 后悔 改主意 房子卖了 冲动消费""")),
    Why.other.name: (Why.other.label, *spellings("其他原因 其他 其它 送货慢 送晚了 迟到 没按时送 服务态度")),
}, doubtful_words={Why.quality.name: spellings("色差 色差严重 有色差 颜色不一致 太硬 太软 硬 软 不舒服")})

opened = Column("opened", "已拆封", "yes_no", headers=spellings("""
    是否拆封 拆封 已拆封 拆封情况 开封 是否开封 拆包 拆箱 是否拆箱 是否拆包 是否打开包装 包装是否拆开 拆没拆 拆了吗
    opened"""), inverse_headers=spellings("未拆封 是否未拆封 原封 是否原封 原封未动 是否全新未拆"),
    words={"yes": spellings("已拆 拆了 拆开 打开了 拆封 开了 已拆封 已安装 装好了"),
           "no": spellings("未拆 没拆 原封 原封未动 全新未拆 全新 未开箱 没打开")},
    doubtful_words={"yes": spellings("拆了一半 部分拆 拆了一角 拆了外箱")})
used = Column("used", "已使用", "yes_no", headers=spellings("""
    是否使用 使用 已使用 使用过 是否使用过 用过 用过没有 使用情况 是否用过 用了没 使用痕迹 有无使用痕迹 used"""),
    inverse_headers=spellings("未使用 是否未使用 全新未用 是否全新"),
    words={"yes": spellings("用了 用过 已用 使用过 在用 一直在用 睡过 坐过"),
           "no": spellings("没用 未用 没用过 全新 没使用 未使用")},
    doubtful_words={"yes": spellings("试坐过 试躺过 试用 试用过 试坐 试躺 试过 用了一次 坐了一下 躺了一下")})
damaged = Column("damaged", "有损坏", "yes_no", headers=spellings("""
    是否损坏 损坏 有损坏 有无损坏 破损 是否破损 有无破损 损坏情况 是否有损 外观损坏 坏没坏 damaged"""),
    inverse_headers=spellings("完好 是否完好 外观完好 是否完好无损 完好无损"),
    words={"yes": spellings("坏了 损坏 破了 破损 有损 有划痕 磕坏了"),
           "no": spellings("完好 完好无损 没坏 无损 好的 无损坏 无破损")},
    doubtful_words={"yes": spellings("轻微 轻微损坏 有点 有一点 一点点 轻微划痕")})
proof = Column("proof", "购买凭证", "choice", headers=spellings("""
    购买凭证 凭证 票据 发票 发票小票 小票 有无凭证 有无发票 是否有发票 购物凭证 购货凭证 凭据 单据 凭证类型 proof"""), words={
    Proof.invoice.name: (Proof.invoice.label, *spellings("发票 有发票 电子发票 增值税发票 专票 普票 invoice")),
    Proof.receipt.name: (Proof.receipt.label, *spellings("收据 小票 收条 购物小票 送货单 销售单 合同 有小票 有收据 receipt")),
    Proof.screenshot.name: (Proof.screenshot.label, *spellings("订单截图 截图 订单 付款截图 支付截图 聊天记录 付款记录 电子订单 screenshot")),
    Proof.none.name: (Proof.none.label, *spellings("没有凭证 无 没有 没 丢了 遗失 丢失 找不到 不见了 未提供 × x 否 none")),
}, unclear_words=spellings("有 有的 √ 是 齐全 后补 待补"))
packaging = Column("packaging", "包装齐全", "yes_no", headers=spellings("""
    包装 包装齐全 包装完整 是否有包装 原包装 外包装 包装情况 包装是否完整 包装是否齐全 包装还在吗 包装状态 packaging"""),
    words={"yes": spellings("完整 齐全 完好 都在 还在 在 有包装 原包装 有原包装"),
           "no": spellings("""
               不全 扔了 丢了 扔掉了 没了 不在 缺失 破损 不完整 无包装 没有包装 已丢弃 丢弃 拆坏了 破了 烂了""")},
    doubtful_words={"yes": spellings("基本完整 大部分在 差不多 基本齐全")})
wanted = Column("wanted", "想换的商品", headers=spellings("""
    想换的商品 想换什么 换成 换成什么 换货商品 换货型号 更换为 欲换商品 换货产品 想换的型号 新型号 wanted"""))

register = Register(
    (*(payment_method if each is PAYMENT_METHOD else each for each in COMMON),
     wish, reason, opened, used, damaged, proof, packaging, wanted),
    kind_by=wish.key, kinds={"return": "furniture.return", "exchange": "furniture.exchange"},
    answers={
        reason.key: Application.reason, reason.text_key: Application.explanation, opened.key: Application.opened,
        used.key: Application.used, damaged.key: Application.damaged, proof.key: (Application.proof, Product.proof),
        packaging.key: Application.packaging_complete, wanted.key: ExchangeApplication.wanted})
