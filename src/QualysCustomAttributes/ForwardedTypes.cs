using System.Runtime.CompilerServices;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Inventory;
using QualysCustomAttributes.Planning;
using QualysCustomAttributes.Publishing;
using QualysCustomAttributes.Qualys;
using QualysCustomAttributes.Qualys.Assets;
using QualysCustomAttributes.Qualys.Updates;
using QualysCustomAttributes.Runs;
using QualysCustomAttributes.Sending;
using QualysCustomAttributes.Synchronizing;

// PowerShell looks type literals up in the assembly that holds the cmdlets: [QualysCustomAttributes.Planning.QualysBatch]
// is found in Core by way of these.
[assembly: TypeForwardedTo(typeof(AxoniusRecord))]
[assembly: TypeForwardedTo(typeof(RejectedRow))]
[assembly: TypeForwardedTo(typeof(RejectionReason))]
[assembly: TypeForwardedTo(typeof(CustomAttributeValue))]
[assembly: TypeForwardedTo(typeof(DuplicateAction))]
[assembly: TypeForwardedTo(typeof(QualysAttributePayload))]
[assembly: TypeForwardedTo(typeof(QualysBatch))]
[assembly: TypeForwardedTo(typeof(QualysPayloadGroup))]
[assembly: TypeForwardedTo(typeof(PublishedTable))]
[assembly: TypeForwardedTo(typeof(PublishedTarget))]
[assembly: TypeForwardedTo(typeof(QualysAddress))]
[assembly: TypeForwardedTo(typeof(QualysAsset))]
[assembly: TypeForwardedTo(typeof(QualysAttributeValue))]
[assembly: TypeForwardedTo(typeof(QualysClientOptions))]
[assembly: TypeForwardedTo(typeof(QualysConnection))]
[assembly: TypeForwardedTo(typeof(QualysFunction))]
[assembly: TypeForwardedTo(typeof(QualysPlatform))]
[assembly: TypeForwardedTo(typeof(InventorySummary))]
[assembly: TypeForwardedTo(typeof(RestoredInventory))]
[assembly: TypeForwardedTo(typeof(QualysUpdateResult))]
[assembly: TypeForwardedTo(typeof(SynchronizationSummary))]
[assembly: TypeForwardedTo(typeof(UpdateCounts))]
[assembly: TypeForwardedTo(typeof(UpdateOutcome))]
