"""Sentences for verdicts about the company of a match."""

from __future__ import annotations

from corpus.wording.entry import Wording

NOTHING, NOTHING_KO = "Nothing needs to be done.", "조치할 사항이 없습니다."

WORDING: dict[str, Wording] = {
    "verdict_size_fits": Wording(
        "The company's size is {size}, which the programme takes.",
        NOTHING,
        "기업 규모가 {size}(으)로 사업 대상입니다.",
        NOTHING_KO,
    ),
    "verdict_size_other": Wording(
        "The company's size is {size}; the programme takes {wanted}.",
        "If the size is out of date, enter the present one.",
        "기업 규모가 {size}입니다. 사업 대상은 {wanted}입니다.",
        "규모가 바뀌었다면 현재 규모를 입력하십시오.",
    ),
    "verdict_size_unknown": Wording(
        "The company's size is not known; the programme takes {wanted}.",
        "Enter the size in the company's record.",
        "기업 규모를 알 수 없습니다. 사업 대상은 {wanted}입니다.",
        "기업 정보에 규모를 입력하십시오.",
    ),
    "verdict_kind_fits": Wording(
        "The company is of a kind that the programme takes: {kinds}.",
        NOTHING,
        "기업 유형이 사업 대상입니다: {kinds}.",
        NOTHING_KO,
    ),
    "verdict_kind_other": Wording(
        "The company is of none of the kinds that the programme takes: {wanted}.",
        "If it has been confirmed as one of them, enter that in its record.",
        "사업 대상 유형에 해당하지 않습니다: {wanted}.",
        "해당 유형으로 확인받았다면 기업 정보에 입력하십시오.",
    ),
    "verdict_kind_unknown": Wording(
        "It is not known whether the company is of one of these kinds: {wanted}.",
        "Enter the company's kinds and size in its record.",
        "다음 유형에 해당하는지 알 수 없습니다: {wanted}.",
        "기업 정보에 유형과 규모를 입력하십시오.",
    ),
    "verdict_age_fits": Wording(
        "The company was founded in {founded}, at most {years} years ago.",
        NOTHING,
        "{founded}년에 설립되어 {years}년 이내입니다.",
        NOTHING_KO,
    ),
    "verdict_age_over": Wording(
        "The company was founded in {founded}, more than {years} years ago.",
        "If the year is wrong, correct it.",
        "{founded}년에 설립되어 {years}년이 넘었습니다.",
        "설립 연도가 잘못되었다면 바로잡으십시오.",
    ),
    "verdict_age_unknown": Wording(
        "It is not known when the company was founded; the programme takes firms of at most {years} years.",
        "Enter the year of founding in its record.",
        "설립 연도를 알 수 없습니다. 사업 대상은 설립 {years}년 이내 기업입니다.",
        "기업 정보에 설립 연도를 입력하십시오.",
    ),
    "verdict_age_untold": Wording(
        "The programme is for firms in their early phase; its source does not say how long that lasts.",
        "An administrator enters the number of years, with its source.",
        "창업 초기 기업을 위한 사업이나, 초기로 보는 기간이 출처에 나와 있지 않습니다.",
        "관리자가 인정 연수를 출처와 함께 입력해야 합니다.",
    ),
    "verdict_business_active": Wording(
        "The company is in business.",
        NOTHING,
        "영업 중인 기업입니다.",
        NOTHING_KO,
    ),
    "verdict_business_closed": Wording(
        "The company is closed.",
        "If it is in business again, update its record.",
        "휴업 또는 폐업한 기업입니다.",
        "영업을 다시 시작하였다면 기업 정보를 고치십시오.",
    ),
    "verdict_business_unknown": Wording(
        "It is not known whether the company is in business.",
        "Look up its business registration and enter the result.",
        "영업 중인지 알 수 없습니다.",
        "사업자등록 상태를 확인하여 입력하십시오.",
    ),
    "verdict_business_none": Wording(
        "No company takes part in this match.",
        NOTHING,
        "이 매칭에는 기업이 포함되지 않습니다.",
        NOTHING_KO,
    ),
    "verdict_certificates_held": Wording(
        "The company tells of the certificates asked for: {held}.",
        NOTHING,
        "요구되는 인증을 보유하고 있습니다: {held}.",
        NOTHING_KO,
    ),
    "verdict_certificates_lacking": Wording(
        "The company's certificates do not include: {lacking}.",
        "Obtain them or, if they are held, enter them in the company's profile.",
        "보유 인증에 다음이 없습니다: {lacking}.",
        "인증을 받거나, 이미 보유하고 있다면 기업 프로필에 입력하십시오.",
    ),
    "verdict_certificates_unknown": Wording(
        "It is not known whether the company holds: {wanted}.",
        "Enter the company's certificates, with their revisions, in its profile.",
        "다음 인증의 보유 여부를 알 수 없습니다: {wanted}.",
        "기업 프로필에 인증을 개정 번호까지 입력하십시오.",
    ),
    "verdict_certificates_unasked": Wording(
        "The need does not tell which certificates it requires.",
        "Enter them in the need's record.",
        "수요가 요구하는 인증을 알 수 없습니다.",
        "수요 정보에 요구 인증을 입력하십시오.",
    ),
    "verdict_rd_centre_held": Wording(
        "The company is a foreign firm ({country}) with an R&D centre in Korea.",
        NOTHING,
        "국내에 연구개발센터를 둔 외국 기업입니다({country}).",
        NOTHING_KO,
    ),
    "verdict_rd_centre_domestic": Wording(
        "The company is Korean; the programme is for foreign firms with an R&D centre in Korea.",
        "If its country is wrong, correct it.",
        "국내 기업입니다. 국내에 연구개발센터를 둔 외국 기업이 대상입니다.",
        "국가가 잘못되었다면 바로잡으십시오.",
    ),
    "verdict_rd_centre_none": Wording(
        "The company has no R&D centre in Korea.",
        "If it has opened one, enter that in its record.",
        "국내에 연구개발센터가 없습니다.",
        "센터를 열었다면 기업 정보에 입력하십시오.",
    ),
    "verdict_rd_centre_country_unknown": Wording(
        "It is not known of which country the company is.",
        "Enter the country in its record.",
        "기업의 국가를 알 수 없습니다.",
        "기업 정보에 국가를 입력하십시오.",
    ),
    "verdict_rd_centre_unknown": Wording(
        "It is not known whether the company has an R&D centre in Korea.",
        "Enter in its record whether it has one.",
        "국내 연구개발센터 보유 여부를 알 수 없습니다.",
        "기업 정보에 보유 여부를 입력하십시오.",
    ),
}
