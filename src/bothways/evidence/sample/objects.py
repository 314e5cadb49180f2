"""The sample company as rows of Salesforce's objects, as they stand on a day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bothways.evidence.sample.company import Person, salesforce_id
from bothways.evidence.sample.deals import STAGES, Deal, State
from bothways.evidence.sample.names import PRODUCTS, TEAMS
from bothways.evidence.sample.talk import Said
from bothways.evidence.sample.world import World, meaning
from bothways.terms import Calendar

Row = dict[str, str]
COMPANY = "Ostervale Instruments"
CURRENCY = "EUR"


def moment(day: date, second: int = 0) -> str:
    """Return a moment as the Data Export writes it."""
    return f"{day.isoformat()} {second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"


def money(cents: int) -> str:
    """Return an amount as the Data Export writes it."""
    return f"{cents // 100}.{cents % 100:02d}" if cents % 100 else f"{cents // 100}.0"


def _made(day: date, second: int, by: Person | None) -> Row:
    who, when = by.id if by else "", moment(day, second)
    return {"CreatedDate": when, "CreatedById": who, "LastModifiedDate": when, "LastModifiedById": who,
            "SystemModstamp": when}  # fmt: skip


def roles(world: World, as_of: date) -> Iterator[Row]:
    """Rows of UserRole: one a team."""
    for number, name in enumerate(("Sales", *TEAMS, "Support"), 1):
        parent = "" if name == "Sales" else salesforce_id("00E", 1)
        yield {"Id": salesforce_id("00E", number), "Name": name, "ParentRoleId": parent}


def users(world: World, as_of: date) -> Iterator[Row]:
    """Rows of User."""
    places = {name: salesforce_id("00E", n) for n, name in enumerate(("Sales", *TEAMS, "Support"), 1)}
    titles = {
        "head": "Head of sales",
        "manager": "Sales manager",
        "rep": "Sales representative",
        "support": "Support",
    }
    for person in world.company.people:
        if person.started > as_of:
            continue
        mail = f"{person.first}.{person.last}@ostervale.example".lower().encode("ascii", "ignore").decode()
        yield {
            "Id": person.id, "Username": mail, "FirstName": person.first, "LastName": person.last,
            "Email": mail,
            "CompanyName": COMPANY, "Division": person.team, "Title": titles[person.role],
            "IsActive": "0" if person.left and person.left <= as_of else "1",
            "UserRoleId": places[person.team],
            "ManagerId": person.manager_id, "UserType": "Standard", "CurrencyIsoCode": CURRENCY,
            "TimeZoneSidKey": "Europe/Stockholm", "ForecastEnabled": "1" if person.role != "support" else "0",
        } | _made(person.started, 30_000, None)  # fmt: skip


def accounts(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Account."""
    for account in world.company.accounts:
        if account.created > as_of:
            continue
        customer = any(day <= as_of for day, _ in account.has)
        yield {
            "Id": account.id, "IsDeleted": "0", "Name": account.name,
            "Type": "Customer" if customer else "Prospect",
            "BillingCountry": account.country, "BillingCountryCode": account.code,
            "Industry": account.industry,
            "NumberOfEmployees": str(account.employees), "CurrencyIsoCode": CURRENCY,
            "OwnerId": account.owner.id,
            "Region__c": TEAMS[account.team][0],
        } | _made(account.created, 36_000, account.owner)  # fmt: skip


def contacts(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Contact."""
    for account in world.company.accounts:
        for contact in account.contacts:
            if account.created <= as_of and contact.created <= as_of:
                yield {
                    "Id": contact.id, "IsDeleted": "0", "AccountId": account.id, "FirstName": contact.first,
                    "LastName": contact.last, "Email": contact.email, "Title": contact.title,
                    "CurrencyIsoCode": CURRENCY, "OwnerId": account.owner.id,
                } | _made(contact.created, 37_000, account.owner)  # fmt: skip


def opportunities(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Opportunity."""
    calendar = Calendar()
    touched: dict[str, date] = {}
    for said in world.talk:
        if said.day <= as_of:
            touched[said.deal.id] = max(said.day, touched.get(said.deal.id, said.day))
    for deal, state in world.standing(as_of):
        place, chance, forecast = STAGES[state.stage]
        means = meaning(state.stage)
        quarter = calendar.quarter_of(state.close).name
        last = touched.get(deal.id)
        moved = [s for s in deal.states if s.day <= as_of and s.changed in {"stage", "created"}][-1]
        yield {
            "Id": deal.id, "IsDeleted": "0", "AccountId": deal.account.id, "IsPrivate": "0",
            "Name": deal.name,
            "StageName": state.stage, "StageSortOrder": str(place), "Amount": money(state.amount_cents),
            "Probability": str(chance), "ExpectedRevenue": money(state.amount_cents * chance // 100),
            "CloseDate": moment(state.close), "Type": deal.type, "LeadSource": deal.source,
            "NextStep": _next_step(state), "IsClosed": "01"[means != "open"], "IsWon": "01"[means == "won"],
            "ForecastCategory": forecast, "ForecastCategoryName": forecast.replace("BestCase", "Best Case"),
            "CurrencyIsoCode": CURRENCY, "HasOpportunityLineItem": "1", "OwnerId": state.owner.id,
            "FiscalYear": quarter[:4], "FiscalQuarter": quarter[-1],
            "LastStageChangeDate": moment(moved.day, moved.second),
            "LastActivityDate": moment(last) if last else "",
            "ContactId": deal.contacts[0].id if deal.contacts else "",
            "Loss_Reason__c": deal.reason if means == "lost" else "",
            "Main_Competitor__c": deal.competitor if means != "open" or place >= 3 else "",
        } | _made(deal.created, deal.states[0].second, deal.states[0].owner) | {
            "LastModifiedDate": moment(state.day, state.second), "LastModifiedById": state.by.id,
            "SystemModstamp": moment(state.day, state.second),
        }  # fmt: skip


def _next_step(state: State) -> str:
    steps = {"Prospecting": "Call back", "Qualification": "Find who decides",
    "Evaluation": "Trial with own samples",
             "Security Review": "Wait for our security answers", "Negotiation": "Contract"}  # fmt: skip
    return steps.get(state.stage, "")


def items(world: World, as_of: date) -> Iterator[Row]:
    """Rows of OpportunityLineItem."""
    names = {thing.name: n for n, thing in enumerate(PRODUCTS, 1)}
    number = 0
    for deal in world.deals:
        state = deal.at(as_of)
        for place, line in enumerate((state or deal.states[0]).lines, 1):
            number += 1
            if state is None:
                continue
            thing, cost = line.thing, line.cost_cents
            yield {
                "Id": salesforce_id("00k", number), "OpportunityId": deal.id, "SortOrder": str(place),
                "PricebookEntryId": salesforce_id("01u", names[thing.name]),
                "Product2Id": salesforce_id("01t", names[thing.name]), "ProductCode": thing.short.upper()[:5],
                "Name": f"{deal.name} {thing.name}", "CurrencyIsoCode": CURRENCY,
                "Quantity": f"{line.quantity}.0",
                "Discount": f"{line.discount}.0" if line.discount else "", "Subtotal": money(line.list_cents),
                "TotalPrice": money(line.total_cents), "UnitPrice": money(thing.price * 100),
                "ListPrice": money(thing.price * 100), "IsDeleted": "0",
                "Cost__c": "" if cost is None else money(cost), "Discount_Approved_By__c": line.approver,
            } | _made(deal.created, deal.states[0].second, deal.states[0].owner)  # fmt: skip


def products(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Product2."""
    for number, thing in enumerate(PRODUCTS, 1):
        yield {"Id": salesforce_id("01t", number), "Name": thing.name, "ProductCode": thing.short.upper()[:5],
               "IsActive": "1", "Family": thing.family, "CurrencyIsoCode": CURRENCY,
               "IsDeleted": "0"}  # fmt: skip


def contact_roles(world: World, as_of: date) -> Iterator[Row]:
    """Rows of OpportunityContactRole."""
    number = 0
    for deal in world.deals:
        for contact in deal.contacts:
            number += 1
            if deal.created <= as_of:
                role = "Decision Maker" if contact is deal.contacts[0] else "Business User"
                yield {"Id": salesforce_id("00K", number), "OpportunityId": deal.id, "ContactId": contact.id,
                       "Role": role, "IsDeleted": "0", "CurrencyIsoCode": CURRENCY,
                       **_made(deal.created, deal.states[0].second, deal.states[0].owner)}  # fmt: skip


def _moves(world: World, as_of: date) -> Iterator[tuple[int, Deal, State | None, State]]:
    number = 0
    for deal in world.deals:
        before: State | None = None
        for state in deal.states:
            number += 1
            if state.day <= as_of:
                yield number, deal, before, state
            before = state


def histories(world: World, as_of: date) -> Iterator[Row]:
    """Rows of OpportunityHistory: the state after each change of stage, amount or close date."""
    for number, deal, before, state in _moves(world, as_of):
        if state.changed == "owner":
            continue
        _, chance, forecast = STAGES[state.stage]
        yield {
            "Id": salesforce_id("008", number), "OpportunityId": deal.id, "CreatedById": state.by.id,
            "CreatedDate": moment(state.day, state.second), "StageName": state.stage,
            "Amount": money(state.amount_cents), "ExpectedRevenue": money(state.amount_cents * chance // 100),
            "CloseDate": moment(state.close), "Probability": str(chance), "ForecastCategory": forecast,
            "FromForecastCategory": STAGES[before.stage][2] if before else "",
            "FromOpportunityStageName": before.stage if before else "", "CurrencyIsoCode": CURRENCY,
            "SystemModstamp": moment(state.day, state.second), "IsDeleted": "0",
            "PrevAmount": money(before.amount_cents) if before else "",
            "PrevCloseDate": moment(before.close) if before else "",
        }  # fmt: skip


def field_histories(world: World, as_of: date) -> Iterator[Row]:
    """Rows of OpportunityFieldHistory: amount, close date and owner."""
    for number, deal, before, state in _moves(world, as_of):
        changes: list[tuple[str, str, str, str]] = []
        if before is None:
            changes.append(("created", "Text", "", ""))
        else:
            old, new = before, state
            if old.amount_cents != new.amount_cents:
                changes.append(("Amount", "Currency", money(old.amount_cents), money(new.amount_cents)))
            if old.close != new.close:
                changes.append(("CloseDate", "DateOnly", old.close.isoformat(), new.close.isoformat()))
            if old.owner is not new.owner:
                changes.append(("Owner", "EntityId", old.owner.id, new.owner.id))
        for place, (field, kind, was, now) in enumerate(changes):
            yield {
                "Id": salesforce_id("017", number * 4 + place), "IsDeleted": "0", "OpportunityId": deal.id,
                "CreatedById": state.by.id, "CreatedDate": moment(state.day, state.second), "Field": field,
                "DataType": kind, "OldValue": was, "NewValue": now,
            }  # fmt: skip


def _talk(world: World, as_of: date, kinds: set[str]) -> Iterator[tuple[int, Said]]:
    for number, said in enumerate(world.talk, 1):
        if said.day <= as_of and said.kind in kinds:
            yield number, said


def tasks(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Task: calls and notes."""
    for number, said in _talk(world, as_of, {"call", "note"}):
        call = said.kind == "call"
        yield {
            "Id": salesforce_id("00T", number), "WhoId": said.contact.id if said.contact else "",
            "WhatId": said.deal.id, "Subject": said.subject, "ActivityDate": moment(said.day),
            "Status": "Completed", "Priority": "Normal", "OwnerId": said.person.id, "Description": said.text,
            "CurrencyIsoCode": CURRENCY, "Type": "Call" if call else "Note", "IsDeleted": "0",
            "AccountId": said.deal.account.id, "IsClosed": "1", "CallType": "Outbound" if call else "",
            "CompletedDateTime": moment(said.day, said.second), "IsArchived": "0",
        } | _made(said.day, said.second, said.person)  # fmt: skip


def events(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Event: meetings."""
    for number, said in _talk(world, as_of, {"meeting"}):
        yield {
            "Id": salesforce_id("00U", number), "WhoId": said.contact.id if said.contact else "",
            "WhatId": said.deal.id, "Subject": said.subject, "IsAllDayEvent": "0",
            "ActivityDateTime": moment(said.day, said.second), "ActivityDate": moment(said.day),
            "DurationInMinutes": "60", "Description": said.text, "AccountId": said.deal.account.id,
            "OwnerId": said.person.id, "CurrencyIsoCode": CURRENCY, "Type": "Meeting", "IsDeleted": "0",
        } | _made(said.day, said.second, said.person)  # fmt: skip


def mails(world: World, as_of: date) -> Iterator[Row]:
    """Rows of EmailMessage: incoming ones are the customer's own words."""
    for number, said in _talk(world, as_of, {"mail_in", "mail_out"}):
        incoming, person, contact = said.kind == "mail_in", said.person, said.contact
        own = f"{person.first}.{person.last}@ostervale.example".lower().encode("ascii", "ignore").decode()
        theirs = contact.email if contact else f"info@{said.deal.account.name.split()[0].lower()}.example"
        name = f"{contact.first} {contact.last}" if contact else said.deal.account.name
        yield {
            "Id": salesforce_id("02s", number), "TextBody": said.text, "Subject": said.subject,
            "FromName": name if incoming else person.name, "FromAddress": theirs if incoming else own,
            "ToAddress": own if incoming else theirs, "Incoming": "1" if incoming else "0",
            "Status": "2" if incoming else "3", "MessageDate": moment(said.day, said.second),
            "IsDeleted": "0",
            "RelatedToId": said.deal.id,
        } | _made(said.day, said.second, person)  # fmt: skip


def cases(world: World, as_of: date) -> Iterator[Row]:
    """Rows of Case: the description is in the customer's voice."""
    for number, case in enumerate(world.cases, 1):
        if case.day > as_of:
            continue
        closed = case.closed is not None and case.closed <= as_of
        contact = case.contact
        yield {
            "Id": salesforce_id("500", number), "IsDeleted": "0", "CaseNumber": f"{number:08d}",
            "ContactId": contact.id, "AccountId": case.account.id, "SuppliedEmail": contact.email,
            "SuppliedName": f"{contact.first} {contact.last}", "Type": "Problem", "Origin": "Email",
            "Status": "Closed" if closed else "Working", "Subject": case.subject, "Priority": "Medium",
            "Description": case.text, "IsClosed": "1" if closed else "0",
            "ClosedDate": moment(case.closed, 50_000) if closed and case.closed else "",
            "CurrencyIsoCode": CURRENCY, "OwnerId": case.by.id,
        } | _made(case.day, case.second, case.by)  # fmt: skip


def comments(world: World, as_of: date) -> Iterator[Row]:
    """Rows of CaseComment: the first reply of the own support."""
    for number, case in enumerate(world.cases, 1):
        if case.reply_day <= as_of:
            yield {
                "Id": salesforce_id("00a", number), "ParentId": salesforce_id("500", number),
                "IsPublished": "1",
                "CommentBody": case.reply,
                "IsDeleted": "0", **_made(case.reply_day, case.reply_second, case.by),
            }  # fmt: skip


def quotas(world: World, as_of: date) -> Iterator[Row]:
    """Rows of ForecastingQuota: reps', and the roll-ups of their managers and the head."""
    for number, quota in enumerate(world.quotas, 1):
        if quota.period.first - timedelta(days=21) > as_of:
            continue
        yield {
            "Id": salesforce_id("0J9", number), "ForecastingTypeId": salesforce_id("0Db", 1),
            "QuotaOwnerId": quota.person.id, "StartDate": moment(quota.period.first),
            "QuotaAmount": money(quota.cents), "QuotaQuantity": "", "IsAmount": "1", "IsQuantity": "0",
            "CurrencyIsoCode": CURRENCY,
        } | _made(quota.period.first - timedelta(days=20), 40_000, world.company.head)  # fmt: skip


OBJECTS: dict[str, Callable[[World, date], Iterator[Row]]] = {
    "UserRole": roles, "User": users, "Account": accounts, "Contact": contacts, "Opportunity": opportunities,
    "OpportunityLineItem": items, "Product2": products, "OpportunityContactRole": contact_roles,
    "OpportunityHistory": histories, "OpportunityFieldHistory": field_histories, "Task": tasks,
    "Event": events,
    "EmailMessage": mails, "Case": cases, "CaseComment": comments, "ForecastingQuota": quotas,
}  # fmt: skip
EMPTY = ("Lead", "Campaign", "Contract", "Note")
