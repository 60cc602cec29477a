"""Which ISCO-08 unit groups the first four digits of a KeSCO 2022 code stand for."""

from __future__ import annotations

from collections.abc import Mapping

# KeSCO 2022 renumbers whole blocks of ISCO-08. Read group by group from the titles KeSCO lists
# in it and the names of the ISCO-08 unit groups (November 2026); groups not named here hold what
# ISCO-08 puts under the same number. An honest reading of titles, not a table of the ministry's.
KESCO_GROUPS: Mapping[str, tuple[str, ...]] = {
    "1110": ("1111", "1112"),  # senior officials
    "1121": ("1111", "1112"),  # commissions
    "1122": ("1112",),  # secretaries of commissions
    "1123": ("1112",),  # national administration
    "1124": ("1112",),  # county administration
    "1130": ("1114",),  # senior officials of organisations
    "1140": ("1120", "1345"),  # managing directors, heads of schools
    "1230": ("1349", "1431"),  # archives, libraries, museums
    "1312": ("1311",),  # forestry and wildlife managers
    "1313": ("1312",),  # fisheries managers
    "1341": ("1349", "1219"),  # cleaning and personal care managers
    "1344": ("1343",),  # aged care managers
    "1432": ("1431", "2654"),  # theatre, film and media managers
    "1433": ("1219", "1439"),  # other services managers
    "2112": ("2114",),  # geologists
    "2113": ("2114",),  # hydrologists
    "2114": ("2112",),  # meteorologists
    "2115": ("2113",),  # chemists
    "2130": ("2131",),  # biologists
    "2141": ("2132",),  # agriculture and forestry advisers
    "2142": ("2133",),  # environment
    "2151": ("2142",),  # civil engineers
    "2152": ("2144",),  # mechanical engineers
    "2153": ("2145",),  # chemical engineers
    "2154": ("2146",),  # mining engineers, metallurgists
    "2155": ("2141", "2149"),  # industrial and production engineers
    "2156": ("2149",),  # biomedical and optical engineers
    "2157": ("2149",),  # safety and salvage engineers
    "2161": ("2151",),  # electrical engineers
    "2162": ("2152",),  # electronics engineers
    "2163": ("2153",),  # telecommunications engineers
    "2171": ("2161", "2162", "2164"),  # architects and planners
    "2172": ("2165",),  # surveyors
    "2222": ("2221",),  # specialist nurses
    "2223": ("2222",),  # midwives
    "2231": ("2240",),  # clinical officers
    "2232": ("2240",),  # clinical officers, specialist
    "2240": ("2250",),  # veterinarians
    "2250": ("2261",),  # dentists
    "2260": ("2262",),  # pharmacists
    "2270": ("2230",),  # traditional medicine
    "2280": ("2263",),  # occupational health and hygiene
    "2291": ("2264", "2269", "3255"),  # physiotherapists, other therapists
    "2292": ("2265",),  # dieticians
    "2293": ("2266",),  # audiologists, speech therapists
    "2294": ("2267",),  # optometrists
    "2295": ("2269",),  # other health professionals
    "2357": ("2359",),  # tutors and counsellors
    "2515": ("2519",),  # software testers
    "2531": ("2529",),  # ICT security
    "2532": ("2529",),  # information security
    "2541": ("2529", "2511", "2512"),  # internet of things
    "2542": ("2529", "2511", "2512"),  # artificial intelligence
    "2543": ("2529", "2511", "2512"),  # cloud and block-chain
    "2613": ("2619",),  # other legal professionals
    "3136": ("3139", "8171"),  # paper process controllers
    "3137": ("3139", "3122"),  # quality and assembly controllers
    "3335": ("3339",),  # other business services agents
    "3356": ("3359",),  # other government associates
    "4228": ("4229",),  # other customer information clerks
    "4417": ("4419",),  # other clerks
    "5160": ("5163",),  # undertakers
    "5171": ("5161",),  # astrologers, fortune-tellers
    "5172": ("5164",),  # animal care
    "5173": ("5162", "5169"),  # companions and valets
    "5174": ("5165",),  # driving instructors
    "5247": ("5249",),  # other sales
    "5323": ("5329",),  # other personal care in health
    "5415": ("5419",),  # other protective services
    "6124": ("6129",),  # other animal producers
    "7114": ("7319",),  # brick and block makers
    "7115": ("7114",),  # concrete
    "7116": ("7115",),  # carpenters
    "7517": ("7515",),  # traditional brewers
    "7545": ("7549",),  # other craft workers
    "8158": ("8159",),  # other textile machines
    "8184": ("8189",),  # other machines
    "8213": ("8219",),  # other assemblers
    "9124": ("9129",),  # other cleaners
    "9322": ("9329",),  # factory labourers
    "9625": ("9629",),  # other elementary workers
}
