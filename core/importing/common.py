"""The columns that a service desk of any trade may find in a register. An industry takes those it wants and adds its
own: `Register(columns=(*COMMON, WISH, …))`; `dataclasses.replace` adjusts one."""

import re
from collections.abc import Mapping

from core.domain.fields import Field, field_of
from core.domain.forms import Item, Product
from core.importing.columns import Column
from core.importing.wording import narrow, spellings

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛"
    "邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂"
    "全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆")
_NAME = re.compile(r"[㐀-鿿·]{2,4}(先生|女士|小姐|太太|老师|总|姐|哥|阿姨|叔叔)?")
_PLACE = re.compile(r"省|市|区|县|镇|乡|街道|村|路|街|巷|弄|号|栋|幢|座|单元|室|小区|花园|大厦|广场|公寓|苑")
_ORDER = re.compile(r"[a-z]{0,6}[-_]?\d{6,24}[-_0-9]*", re.IGNORECASE)
_MODEL = re.compile(r"(?=.*[a-z])(?=.*\d)[a-z0-9]{1,8}[-_/ .]?[a-z0-9]{1,8}([-_/ .][a-z0-9]{1,6})?", re.IGNORECASE)


def _looks_like_name(text: str) -> bool:
    short = narrow(text)
    return bool(_NAME.fullmatch(short)) and short[0] in _SURNAMES


def _looks_like_address(text: str) -> bool:
    short = narrow(text)
    return len(short) >= 5 and len(_PLACE.findall(short)) >= 2


def _looks_like_order(text: str) -> bool:
    return bool(_ORDER.fullmatch(narrow(text)))


def _looks_like_model(text: str) -> bool:
    return bool(_MODEL.fullmatch(narrow(text)))


SEQUENCE = Column("sequence", "序号", headers=spellings("""
    序号 编号 行号 流水号 登记号 登记编号 受理编号 工单号 单号 no no. id #"""))
APPLIED_AT = Column("applied_at", "申请时间", "moment", required=True, headers=spellings("""
    来电时间 申请时间 来电日期 申请日期 登记时间 登记日期 受理时间 受理日期 报修时间 报修日期 反馈时间 反馈日期
    投诉时间 投诉日期 咨询时间 咨询日期 接待时间 接待日期 接单时间 接单日期 接听时间 联系时间 联系日期 提出时间
    提出日期 发起时间 提交时间 提交日期 客户来电 电话时间 售后时间 售后日期 售后申请时间 创建时间 创建日期 记录时间
    记录日期 日期 时间 来电 calltime appliedat date"""))
APPLIED_TIME = Column("applied_time", "申请时刻", "time", joins="applied_at",
                      headers=spellings("""
    时刻 钟点 来电时刻 来电时间点 几点 具体时间 时间"""))
CUSTOMER_NAME = Column("customer_name", "客户姓名", personal=True, looks_like=_looks_like_name, headers=spellings("""
    客户姓名 姓名 客户 客户名称 客户名 顾客 顾客姓名 买家 买家姓名 业主 业主姓名 联系人 联系人姓名 收货人 收件人
    用户 用户姓名 称呼 会员 会员姓名 购买人 来电人 申请人 申请人姓名 投诉人 name customer customername"""))
PHONE = Column("phone", "联系电话", "phone", personal=True, headers=spellings("""
    联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 联系号码 客户电话 顾客电话 来电号码 买家电话 用户电话
    收货电话 收货人电话 业主电话 移动电话 联系手机 号码 tel phone mobile 电话/手机 手机/电话"""))
ADDRESS = Column("address", "地址", personal=True, looks_like=_looks_like_address, headers=spellings("""
    地址 客户地址 收货地址 送货地址 住址 家庭住址 详细地址 联系地址 安装地址 配送地址 收件地址 小区 address"""))
ORDER_NO = Column("order_no", "订单号", looks_like=_looks_like_order, headers=spellings("""
    订单号 订单编号 订单 销售单号 销售订单 销售订单号 合同号 合同编号 购买单号 原订单号 单据号 单据编号 提货单号
    小票号 order orderno ordernumber"""))
PRODUCT = Column("product", "产品名称", headers=spellings("""
    产品名称 产品 商品 商品名称 品名 货品 货品名称 货名 名称 宝贝 宝贝名称 物品 物品名称 售后产品 退换产品 退换商品
    购买产品 购买商品 所购商品 所购产品 商品标题 产品信息 商品信息 品项 product item goods"""))
MODEL = Column("model", "型号", looks_like=_looks_like_model, headers=spellings("""
    型号 产品型号 商品型号 规格 规格型号 款号 货号 型号规格 商品编码 产品编号 编码 model sku"""))
SERIAL = Column("serial", "序列号", headers=spellings("""
    序列号 产品序列号 机身号 条码 条形码 serial sn s/n"""))
MATERIAL = Column("material", "材质", headers=spellings("""
    材质 材料 面料 用料 材质/面料 主材 material"""))
CATEGORY = Column("category", "品类", headers=spellings("""
    品类 类别 产品类别 商品类别 分类 产品分类 大类 category"""))
BRAND = Column("brand", "品牌", headers=spellings("""
    品牌 牌子 brand"""))
QUANTITY = Column("quantity", "数量", "number", headers=spellings("""
    数量 件数 购买数量 退货数量 退换数量 数目 qty quantity"""))
PURCHASED_ON = Column("purchased_on", "购买日期", "day", not_after="applied_at", headers=spellings("""
    购买日期 购买时间 购买日 购买 下单日期 下单时间 订购日期 订购时间 订货日期 付款日期 付款时间 成交日期 成交时间
    销售日期 销售时间 购货日期 购货时间 购入日期 购入时间 买入日期 买的日期 哪天买的 何时购买 签单日期 订单日期
    订单时间 购机日期 开单日期 purchasedate purchasedon orderdate"""))
DELIVERED_ON = Column("delivered_on", "送达日期", "day", not_before="purchased_on", headers=spellings("""
    送达日期 送达时间 送达 送货日期 送货时间 送货 到货日期 到货时间 到货 收货日期 收货时间 签收日期 签收时间 签收
    交货日期 交货时间 配送日期 配送时间 交付日期 交付时间 送到日期 妥投时间 到家日期 哪天送到 送货上门日期
    deliverydate deliveredon"""))
PRICE = Column("price", "金额", "money", headers=spellings("""
    金额 价格 成交价 实付 实付金额 实付款 实收 实收金额 付款金额 购买金额 购买价格 购买价 成交金额 成交价格
    订单金额 总价 合同金额 订单总金额 总金额 售价 销售价 销售金额 单价 货款 价钱 价款 多少钱 商品金额 产品金额 price
    amount paid"""))
PAYMENT_METHOD = Column("payment_method", "付款方式", "choice", headers=spellings("""
    付款方式 支付方式 付款渠道 支付渠道 付款 支付 结算方式 怎么付的 收款方式 付款途径 支付途径 payment
    paymentmethod"""), words={
    "wechat": spellings("""
        微信 微信支付 wx 微信转账 微信扫码 wechat weixin wechatpay"""),
    "alipay": spellings("""
        支付宝 花呗 zfb 支付宝扫码 支付宝转账 alipay 蚂蚁花呗 余额宝"""),
    "card": spellings("""
        银行卡 pos机 刷卡 pos 信用卡 储蓄卡 借记卡 pos刷卡 刷pos 刷pos机 银联 云闪付 卡 card 分期"""),
    "cash": spellings("""
        现金 现付 付现 现款 现钞 cash"""),
    "transfer": spellings("""
        转账 银行转账 对公 对公转账 公户 汇款 电汇 网银 网银转账 打款 transfer"""),
}, doubtful_words={"transfer": ("对私", "对私转账")},
    unclear_words=spellings("扫码 扫码支付 线上 线上支付 网上支付 其他 混合"))
NOTE = Column("note", "备注", headers=spellings("""
    备注 说明 备注说明 其他 其它 补充说明 附注 备忘 跟进 跟进情况 处理备注 客服备注 remark remarks note notes
    comment"""))

COMMON = (SEQUENCE, APPLIED_AT, APPLIED_TIME, CUSTOMER_NAME, PHONE, ADDRESS, ORDER_NO, PRODUCT, MODEL, SERIAL, MATERIAL,
          CATEGORY, BRAND, QUANTITY, PURCHASED_ON, DELIVERED_ON, PRICE, PAYMENT_METHOD, NOTE)

KNOWN_BY: Mapping[str, tuple[Field, ...]] = {key: tuple(map(field_of, fields)) for key, fields in {
    "product": (Product.name, Item.product), "model": (Product.model, Item.model), "serial": (Product.serial,),
    "category": (Product.category, Item.kind), "brand": (Product.brand, Item.brand), "quantity": (Item.quantity,),
    "order_no": (Product.order_no,), "purchased_on": (Product.purchased_on,), "delivered_on": (Product.delivered_at,),
    "price": (Product.price,), "payment_method": (Product.payment_method,)}.items()}
"""Which facts of a product and of the goods asked about the common columns tell."""
