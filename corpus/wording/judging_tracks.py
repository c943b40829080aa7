"""Sentences that say on which track a match is, and why."""

from __future__ import annotations

from corpus.wording.entry import Wording

TRANSFER = "Follow it as a civil-military technology transfer."
TRANSFER_KO = "민·군기술이전으로 추진할 수 있습니다."
JOINT = "Follow it as a development of dual-use technology, with both sides taking part."
JOINT_KO = "양쪽이 참여하는 민·군겸용기술개발로 추진할 수 있습니다."

WORDING: dict[str, Wording] = {
    "track_spin_off_patent_company": Wording(
        "A civil company takes up a defence patent.",
        TRANSFER,
        "민간 기업이 국방 특허를 활용합니다.",
        TRANSFER_KO,
    ),
    "track_spin_off_patent_need": Wording(
        "A defence patent answers a civil need.",
        TRANSFER,
        "국방 특허가 민간 수요를 충족합니다.",
        TRANSFER_KO,
    ),
    "track_spin_on_company_need": Wording(
        "A civil company answers a defence need.",
        TRANSFER,
        "민간 기업이 국방 수요를 충족합니다.",
        TRANSFER_KO,
    ),
    "track_spin_on_patent_need": Wording(
        "A civil patent answers a defence need.",
        TRANSFER,
        "민간 특허가 국방 수요를 충족합니다.",
        TRANSFER_KO,
    ),
    "track_spin_off_text": Wording(
        "By the candidate's side alone: a transfer from defence to the private sector, if the asker is civil.",
        TRANSFER,
        "후보의 구분만으로 본 결과입니다. 질의자가 민간이면 국방에서 민간으로 가는 이전입니다.",
        TRANSFER_KO,
    ),
    "track_spin_on_text": Wording(
        "By the candidate's side alone: a transfer from the private sector to defence, if the other side fits.",
        TRANSFER,
        "후보의 구분만으로 본 결과입니다. 상대의 구분이 맞으면 민간에서 국방으로 가는 이전입니다.",
        TRANSFER_KO,
    ),
    "track_spin_up_both_own": Wording(
        "The defence side and the civil side each own technology on this.",
        JOINT,
        "국방과 민간이 각각 관련 기술을 보유하고 있습니다.",
        JOINT_KO,
    ),
    "track_spin_up_shared": Wording(
        "The defence side and the civil side own the patent together.",
        JOINT,
        "국방과 민간이 특허를 공동으로 보유하고 있습니다.",
        JOINT_KO,
    ),
    "track_spin_up_both_need": Wording(
        "The defence side and the civil side need the same technology.",
        JOINT,
        "국방과 민간이 같은 기술을 필요로 합니다.",
        JOINT_KO,
    ),
    "track_spin_up_low_trl": Wording(
        "The offered technology is at TRL {trl}, below {lowest}, from which on technology is transferred as it is.",
        JOINT,
        "제공 기술의 성숙도가 TRL {trl}로, 이전 대상 기준인 TRL {lowest}에 미치지 못합니다.",
        JOINT_KO,
    ),
    "track_spin_up_below_required": Wording(
        "The offered technology is at TRL {trl}; the need requires {required}.",
        JOINT,
        "제공 기술의 성숙도가 TRL {trl}로, 수요가 요구하는 TRL {required}에 미치지 못합니다.",
        JOINT_KO,
    ),
    "track_none_civil": Wording(
        "Both records are of the civil side, so no track applies.",
        "If an owner was recorded on the wrong side, correct it.",
        "양쪽이 모두 민간이므로 해당하는 트랙이 없습니다.",
        "소유자의 구분이 잘못 기록되었다면 바로잡으십시오.",
    ),
    "track_none_defence": Wording(
        "Both records are of the defence side, so no track applies.",
        "If an owner was recorded on the wrong side, correct it.",
        "양쪽이 모두 국방이므로 해당하는 트랙이 없습니다.",
        "소유자의 구분이 잘못 기록되었다면 바로잡으십시오.",
    ),
    "track_unknown_side": Wording(
        "It is not known on which side an owner stands, so no track is claimed.",
        "Enter the owner and whether it belongs to the defence side.",
        "소유자의 구분(국방·민간)을 알 수 없어 트랙을 정하지 않습니다.",
        "소유자와 국방 분야 소속 여부를 입력하십시오.",
    ),
    "track_text_company": Wording(
        "A plain text does not say whether the company would take technology up or offer it to the defence side.",
        "Ask from a patent or a need in place of a text.",
        "문장만으로는 기업이 기술을 도입하는지 국방에 제공하는지 알 수 없습니다.",
        "문장 대신 특허나 수요에서 검색하십시오.",
    ),
}
