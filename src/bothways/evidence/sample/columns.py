"""Column names of the files that Salesforce's Data Export writes, in their order: facts of the format.

Product2, OpportunityLineItem and OpportunityFieldHistory are named as the API documents them,
ForecastingQuota as Data Loader writes it (the Data Export leaves out whose a quota is); names that end
in `__c` are custom fields of the sample company.
"""

from __future__ import annotations

_NAMES = {
    "Account": (
        "Id IsDeleted MasterRecordId Name Type RecordTypeId ParentId BillingStreet BillingCity "
        "BillingState BillingPostalCode BillingCountry BillingStateCode BillingCountryCode "
        "BillingLatitude BillingLongitude BillingGeocodeAccuracy ShippingStreet ShippingCity "
        "ShippingState ShippingPostalCode ShippingCountry ShippingStateCode ShippingCountryCode "
        "ShippingLatitude ShippingLongitude ShippingGeocodeAccuracy Phone Fax AccountNumber Website "
        "Sic Industry AnnualRevenue NumberOfEmployees Ownership TickerSymbol Description Rating Site "
        "CurrencyIsoCode OwnerId CreatedDate CreatedById LastModifiedDate LastModifiedById "
        "SystemModstamp LastActivityDate IsExcludedFromRealign Jigsaw JigsawCompanyId AccountSource "
        "SicDesc OperatingHoursId Region__c"
    ),
    "Case": (
        "Id IsDeleted MasterRecordId CaseNumber ContactId AccountId AssetId ProductId EntitlementId "
        "SourceId BusinessHoursId ParentId SuppliedName SuppliedEmail SuppliedPhone SuppliedCompany "
        "Type Status Reason Origin Subject Priority Description IsClosed ClosedDate IsEscalated "
        "CurrencyIsoCode OwnerId IsClosedOnCreate SlaStartDate SlaExitDate IsStopped StopStartDate "
        "CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp ServiceContractId "
        "EventsProcessedDate"
    ),
    "CaseComment": (
        "Id CommunityId ParentId IsPublished CommentBody CreatedById CreatedDate SystemModstamp "
        "LastModifiedDate LastModifiedById IsDeleted"
    ),
    "Contact": (
        "Id IsDeleted MasterRecordId AccountId Salutation FirstName LastName MiddleName Suffix "
        "RecordTypeId OtherStreet OtherCity OtherState OtherPostalCode OtherCountry OtherStateCode "
        "OtherCountryCode OtherLatitude OtherLongitude OtherGeocodeAccuracy MailingStreet MailingCity "
        "MailingState MailingPostalCode MailingCountry MailingStateCode MailingCountryCode "
        "MailingLatitude MailingLongitude MailingGeocodeAccuracy Phone Fax MobilePhone HomePhone "
        "OtherPhone AssistantPhone ReportsToId Email Title Department AssistantName LeadSource "
        "Birthdate Description CurrencyIsoCode OwnerId HasOptedOutOfEmail HasOptedOutOfFax DoNotCall "
        "CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp LastActivityDate "
        "LastCURequestDate LastCUUpdateDate EmailBouncedReason EmailBouncedDate Jigsaw "
        "JigsawContactId Pronouns GenderIdentity"
    ),
    "EmailMessage": (
        "Id ParentId ActivityId CreatedById CreatedDate LastModifiedDate LastModifiedById "
        "SystemModstamp TextBody HtmlBody Headers Subject FromName FromAddress ToAddress CcAddress "
        "BccAddress Incoming HasAttachment Status MessageDate IsDeleted MessageSize "
        "ReplyToEmailMessageId IsPrivateDraft IsExternallyVisible MessageIdentifier ThreadIdentifier "
        "ClientThreadIdentifier IsClientManaged RelatedToId IsTracked FirstOpenedDate LastOpenedDate "
        "IsBounced EmailTemplateId"
    ),
    "Event": (
        "Id WhoId WhatId WhoCount WhatCount Subject Location IsAllDayEvent ActivityDateTime "
        "ActivityDate DurationInMinutes Description AccountId OwnerId CurrencyIsoCode Type IsPrivate "
        "ShowAs IsDeleted IsChild IsGroupEvent GroupEventType CreatedDate CreatedById "
        "LastModifiedDate LastModifiedById SystemModstamp IsArchived RecurrenceActivityId "
        "IsRecurrence RecurrenceStartDateTime RecurrenceEndDateOnly RecurrenceTimeZoneSidKey "
        "RecurrenceType RecurrenceInterval RecurrenceDayOfWeekMask RecurrenceDayOfMonth "
        "RecurrenceInstance RecurrenceMonthOfYear ReminderDateTime IsReminderSet "
        "ProposedEventTimeframe"
    ),
    "Task": (
        "Id WhoId WhatId WhoCount WhatCount Subject ActivityDate Status Priority OwnerId Description "
        "CurrencyIsoCode Type IsDeleted AccountId IsClosed CreatedDate CreatedById LastModifiedDate "
        "LastModifiedById SystemModstamp IsArchived EmailMessageId ActivityOriginType "
        "CallDurationInSeconds CallType CallDisposition CallObject ReminderDateTime IsReminderSet "
        "RecurrenceActivityId IsRecurrence RecurrenceStartDateOnly RecurrenceEndDateOnly "
        "RecurrenceTimeZoneSidKey RecurrenceType RecurrenceInterval RecurrenceDayOfWeekMask "
        "RecurrenceDayOfMonth RecurrenceInstance RecurrenceMonthOfYear RecurrenceRegeneratedType "
        "CompletedDateTime"
    ),
    "User": (
        "Id Username FirstName LastName MiddleName Suffix CompanyName Division Department Title "
        "Street City State PostalCode Country StateCode CountryCode Latitude Longitude "
        "GeocodeAccuracy Email SenderEmail SenderName Signature StayInTouchSubject "
        "StayInTouchSignature StayInTouchNote Phone Fax MobilePhone Alias CommunityNickname IsActive "
        "IsSystemControlled TimeZoneSidKey UserRoleId LocaleSidKey ReceivesInfoEmails "
        "ReceivesAdminInfoEmails EmailEncodingKey DefaultCurrencyIsoCode CurrencyIsoCode ProfileId "
        "UserType UserSubtype StartDay EndDay LanguageLocaleKey EmployeeNumber DelegatedApproverId "
        "ManagerId LastLoginDate LastPasswordChangeDate CreatedDate CreatedById LastModifiedDate "
        "LastModifiedById SystemModstamp NumberOfFailedLogins SuAccessExpirationDate "
        "SuOrgAdminExpirationDate OfflineTrialExpirationDate WirelessTrialExpirationDate "
        "OfflinePdaTrialExpirationDate ForecastEnabled ContactId AccountId CallCenterId Extension "
        "FederationIdentifier AboutMe LoginLimit ProfilePhotoId DigestFrequency "
        "DefaultGroupNotificationFrequency WorkspaceId SharingType ChatterAdoptionStage "
        "ChatterAdoptionStageModifiedDate BannerPhotoId IsProfilePhotoActive GlobalIdentity"
    ),
    "UserRole": (
        "Id Name ParentRoleId RollupDescription OpportunityAccessForAccountOwner "
        "CaseAccessForAccountOwner ContactAccessForAccountOwner ForecastUserId "
        "MayForecastManagerShare LastModifiedDate LastModifiedById SystemModstamp PortalAccountId "
        "PortalType PortalRole PortalAccountOwnerId"
    ),
    "Opportunity": (
        "Id IsDeleted AccountId IsPrivate Name Description StageName StageSortOrder Amount "
        "Probability ExpectedRevenue TotalOpportunityQuantity CloseDate Type NextStep LeadSource "
        "IsClosed IsWon ForecastCategory ForecastCategoryName CurrencyIsoCode CampaignId "
        "HasOpportunityLineItem Pricebook2Id OwnerId Territory2Id IsExcludedFromTerritory2Filter "
        "CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp LastActivityDate "
        "LastStageChangeDate FiscalYear FiscalQuarter ContactId PrimaryPartnerAccountId SyncedQuoteId "
        "ContractId LastAmountChangedHistoryId LastCloseDateChangedHistoryId Loss_Reason__c "
        "Main_Competitor__c"
    ),
    "OpportunityHistory": (
        "Id OpportunityId CreatedById CreatedDate CreatedDateForInsert StageName Amount "
        "ExpectedRevenue CloseDate Probability FromForecastCategory ForecastCategory "
        "PrevForecastUpdate FromOpportunityStageName PrevOpportunityStageUpdate CurrencyIsoCode "
        "ValidThroughDate SystemModstamp IsDeleted PrevAmount PrevCloseDate"
    ),
    "OpportunityContactRole": (
        "Id OpportunityId ContactId Role CreatedDate CreatedById LastModifiedDate LastModifiedById "
        "SystemModstamp IsDeleted CurrencyIsoCode"
    ),
    "Note": (
        "Id IsDeleted ParentId AccountId Title IsPrivate Body OwnerId CreatedDate CreatedById "
        "LastModifiedDate LastModifiedById SystemModstamp"
    ),
    "Lead": (
        "Id IsDeleted MasterRecordId Salutation FirstName LastName MiddleName Suffix RecordTypeId "
        "Title Company Street City State PostalCode Country StateCode CountryCode Latitude Longitude "
        "GeocodeAccuracy Phone MobilePhone Fax Email Website Description LeadSource Status Industry "
        "Rating CurrencyIsoCode AnnualRevenue NumberOfEmployees OwnerId HasOptedOutOfEmail "
        "IsConverted ConvertedDate ConvertedAccountId ConvertedContactId ConvertedOpportunityId "
        "IsUnreadByOwner CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp "
        "LastActivityDate DoNotCall HasOptedOutOfFax LastTransferDate Jigsaw JigsawContactId "
        "EmailBouncedReason EmailBouncedDate Pronouns GenderIdentity"
    ),
    "Campaign": (
        "Id IsDeleted Name ParentId Type Status StartDate EndDate CurrencyIsoCode ExpectedRevenue "
        "BudgetedCost ActualCost ExpectedResponse NumberSent IsActive Description NumberOfLeads "
        "NumberOfConvertedLeads NumberOfContacts NumberOfResponses NumberOfOpportunities "
        "NumberOfWonOpportunities AmountAllOpportunities AmountWonOpportunities "
        "HierarchyNumberOfLeads HierarchyNumberOfConvertedLeads HierarchyNumberOfContacts "
        "HierarchyNumberOfResponses HierarchyNumberOfOpportunities HierarchyNumberOfWonOpportunities "
        "HierarchyAmountAllOpportunities HierarchyAmountWonOpportunities HierarchyNumberSent "
        "HierarchyExpectedRevenue HierarchyBudgetedCost HierarchyActualCost OwnerId CreatedDate "
        "CreatedById LastModifiedDate LastModifiedById SystemModstamp LastActivityDate "
        "CampaignMemberRecordTypeId"
    ),
    "Contract": (
        "Id AccountId CurrencyIsoCode Pricebook2Id OwnerExpirationNotice StartDate BillingStreet "
        "BillingCity BillingState BillingPostalCode BillingCountry BillingStateCode "
        "BillingCountryCode BillingLatitude BillingLongitude BillingGeocodeAccuracy ShippingStreet "
        "ShippingCity ShippingState ShippingPostalCode ShippingCountry ShippingStateCode "
        "ShippingCountryCode ShippingLatitude ShippingLongitude ShippingGeocodeAccuracy ContractTerm "
        "OwnerId Status CompanySignedId CompanySignedDate CustomerSignedId CustomerSignedTitle "
        "CustomerSignedDate SpecialTerms ActivatedById ActivatedDate StatusCode Description Name "
        "IsDeleted ContractNumber LastApprovedDate CreatedDate CreatedById LastModifiedDate "
        "LastModifiedById SystemModstamp LastActivityDate"
    ),
    "Product2": (
        "Id Name ProductCode Description IsActive CreatedDate CreatedById LastModifiedDate "
        "LastModifiedById SystemModstamp Family CurrencyIsoCode ExternalDataSourceId ExternalId "
        "DisplayUrl QuantityUnitOfMeasure IsDeleted IsArchived StockKeepingUnit"
    ),
    "OpportunityLineItem": (
        "Id OpportunityId SortOrder PricebookEntryId Product2Id ProductCode Name CurrencyIsoCode "
        "Quantity Discount Subtotal TotalPrice UnitPrice ListPrice ServiceDate Description "
        "CreatedDate CreatedById LastModifiedDate LastModifiedById SystemModstamp IsDeleted Cost__c "
        "Discount_Approved_By__c"
    ),
    "OpportunityFieldHistory": (
        "Id IsDeleted OpportunityId CreatedById CreatedDate Field DataType OldValue NewValue"
    ),
    "ForecastingQuota": (
        "Id ForecastingTypeId QuotaOwnerId PeriodId StartDate QuotaAmount QuotaQuantity IsAmount "
        "IsQuantity CurrencyIsoCode CreatedDate CreatedById LastModifiedDate LastModifiedById "
        "SystemModstamp"
    ),
}

COLUMNS: dict[str, tuple[str, ...]] = {name: tuple(words.split()) for name, words in _NAMES.items()}
