//! Chinese words that lie across the end of a title: 高手 of 灌篮高手 and 手机 in 灌篮高手机壳.
//!
//! Nothing divides Chinese words, so a title is found in others, too. Where its last character and the next one are a word, the
//! title is rather no name there. The list has words that names of files are made of, things, places and people, by last characters
//! of titles; without those that people write after a title (图片, 动漫, 壁纸). It need not be complete: a title that is cut by another
//! word counts, as everywhere.

use std::collections::HashMap;
use std::sync::LazyLock;

const WORDS: &str = "
    手机表册套工术电包枪链环指臂掌推帕提稿 人民口员物类工生们体力行参才 王国冠子朝府爷座牌妃室 天空气下堂津地使花桥安线然台鹅
    家庭具乡电长族人教政纺 女儿孩士装鞋包性生王神友工 学校生院习期费科区位者历 园林区丁艺 星期球座级空辰光
    生日活命产意物态气肖鲜殖存 之间前后 神经话仙庙秘奇农学州圣 大学家小楼厦米衣门炮桥蒜葱海厅堂会连理
    国家际内产旗庆王军土宝道债 战争场略士役机友车斗 花园朵店卉盆瓶生茶篮果椒束市 龙虾井头门舟眼王袍泉
    海鲜洋滩报边浪岸军关南口带底狮 心理脏情愿跳电得 物品流业理资种价件 城市墙堡门区镇乡管 美食容丽女术国甲元洲发味
    子弟女孙宫弹夜 车站票库位辆厢牌间床祸展 山水东西区顶脉谷城寨药羊楂 水果杯族晶泥库管平电彩饺泵 风景扇筝格水味险衣车暴琴
    火车锅腿箭灾柴炬山星焰 金融属额鱼牌银器毛刚字条矿 木材头耳工板雕屋瓜桶 石头油材榴板墩雕灰化 月饼亮份球季嫂台
    日本历报期常出落光照记料 夜市晚景空班店宵 光盘线头伏纤荣泽明碟 红酒包茶绿色枣薯烧木楼豆 白酒菜色云领糖板发
    黑板色豆龙客莓 青岛年春菜铜蛙椒海 绿茶豆色地化植 南京方瓜宁昌通山阳极非 北京方极海斗欧 东京方风莞西北
    西安瓜装藏湖班餐方红服 中国心学午央餐山药介式文 上海班市衣下学 下载午班雨水属 地板图铁区址球产毯震方理瓜下
    门口票诊卫窗铃牌店锁 房子屋东产间价车 楼梯房盘市道层 书籍包店法架桌柜房本 画家展廊册框室板布 球场员队鞋衣星迷拍
    路口灯线由况边桥 店铺员长面 馆长 院子长校士落 校园长服车友 公司园路交寓安里主鸡 机场票器械构会床油关
    电脑视影话梯池器车缆线灯工饭 力量气度学 体育温重检操能校 头发像盔饰条疼痛皮绳 眼镜睛影科霜药 口红腔罩袋号香琴语
    牙齿膏刷科签医 脸盆谱色颊 身体份高材边 发型夹票动布廊卡 鞋子柜垫店底 衣服柜架领物 帽子衫 食品物谱堂用材
    饭店盒碗菜馆局 茶叶杯壶楼具馆几 酒店吧杯楼水精席瓶 菜单市谱刀场花园 肉类丝松饼 鱼缸类竿塘片丸 米饭粉线酒 鸡蛋肉腿翅
    牛奶肉排仔羊 猪肉排 狗粮窝肉 猫粮砂咪窝 鸟类巢笼 虎皮头 熊猫掌 马路车桶术拉松上鞍场尾 军队人舰事装官区训 警察车犬官
    士兵官多 师傅生范父 医院生药疗学保 老师板人虎年家鼠 新闻年房娘书手车疆 小学说吃孩区麦米猪鸟 方便向法案块式
    长城江沙安度发椅裙袖 高速铁考楼中校跟山 平台板安房面价 安全装徽静检卓 和平服谐尚面 乐器园队谱高 音乐响箱像 歌手曲词厅
    舞蹈台厅会池 剧场院本团 戏曲剧服院 梦想幻境 爱心情人车国 情侣人书节绪 恋人爱 婚礼纱宴庆戒 喜糖帖剧庆 节日目气奏
    春节天游联风装 夏天季令装 秋天季装千叶 冬天季瓜奥装 雪山花糕人地茄碧景 雨伞衣水林季刷 云南朵端彩台 冰箱淇激块雕
    雷达雨锋电 太阳空原子极平 空气调间军白姐 宇宙航 世界纪博 少年女儿林 男士人孩装鞋 童话装年车鞋 明星年信天朝月
    英语国雄文 法律国院庭 德国语 信息用封号箱纸 通知道信话讯 网络站吧球咖友 名字片牌单酒 字体典画帖 文化件章具物学
    纸箱巾张牌杯 笔记筒芯袋 刀具片叉 剑桥 灯具泡光笼塔 桌子面椅布 椅子 床单垫上品 窗帘户口花 墙纸面壁布
    工作厂具程地资人 场地景所馆 站台点长 港口湾币式 岛屿国 湖南北泊人 河南北流道马 江苏西南湖山北 州长 县城长
    村庄民长官 庄园 镇长静 街道头舞景 区域别块 京东剧城都 都市城 府邸 宫殿保廷灯
";

/// By the first character, the second ones.
static SECONDS: LazyLock<HashMap<char, &str>> =
    LazyLock::new(|| WORDS.split_ascii_whitespace().filter_map(|group| Some((group.chars().next()?, group))).collect());

/// Whether two characters are a common word that may lie across the end of a title.
pub(super) fn is_overlap(first: char, second: char) -> bool {
    SECONDS.get(&first).is_some_and(|group| group.chars().skip(1).any(|c| c == second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_across_the_end_of_a_title_are_known() {
        assert!(is_overlap('手', '机') && is_overlap('南', '京'));
        assert!(!is_overlap('手', '壁') && !is_overlap('手', '手'));
    }
}
