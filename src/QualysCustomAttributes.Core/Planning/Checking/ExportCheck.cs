using System.Globalization;
using QualysCustomAttributes.Axonius;
using QualysCustomAttributes.Runs;

namespace QualysCustomAttributes.Planning;

/// <summary>
/// Reads an export as an import does and counts what would come of it, without a database: what an import would refuse is a finding
/// here, in its words. What lies in memory is what an import has there: ids, and each set of values once.
/// </summary>
internal sealed class ExportCheck
{
    private const int RowsBetweenChecks = 2048;

    private readonly ExportCheckOptions _options;
    private readonly RecordedExport? _baseline;
    private readonly ProgressThrottle _progress;
    private readonly CancellationToken _stop;
    private readonly CheckFindings _findings;
    private readonly GroupInput _input = new();
    private readonly RowFates _fates = new();
    private readonly RejectedCounts _rejected = new();
    private Utf8KeyIndex _sets = new();
    private long _rowsRead;
    private int _untilCheck = RowsBetweenChecks;

    private ExportCheck(
        ExportCheckOptions options, RecordedExport? baseline, IProgress<ConnectorEvent>? events, CancellationToken stop)
    {
        _options = options;
        _baseline = baseline;
        _progress = new ProgressThrottle(events, ConnectorStage.Import, "bytes");
        _stop = stop;
        _findings = new CheckFindings(options);
    }

    /// <summary>Checks.</summary>
    /// <param name="options">Which export is checked, and how.</param>
    /// <param name="events">Takes progress.</param>
    /// <param name="stop">Stops the check.</param>
    /// <returns>What was found. An export that breaks its rules is no error, but one that does not pass.</returns>
    /// <exception cref="AxoniusExportException">The export is missing, no file, or cannot be opened.</exception>
    /// <exception cref="RunDatabaseException">The baseline cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The check was stopped.</exception>
    public static AxoniusCsvCheck Run(
        ExportCheckOptions options, IProgress<ConnectorEvent>? events = null, CancellationToken stop = default)
    {
        using RecordedExport? baseline = options.BaselinePath is { } path ? RecordedExport.Open(path) : null;
        return new ExportCheck(options, baseline, events, stop).Run();
    }

    private AxoniusCsvCheck Run()
    {
        bool isRead = false;
        try
        {
            isRead = Read();
        }
        catch (AxoniusContractException exception)
        {
            _findings.Fail(AxoniusCsvRule.Contract, exception);
        }
        catch (AxoniusExportException exception) when (exception.Kind == ConnectorErrorKind.InvalidData)
        {
            _findings.Fail(AxoniusCsvRule.Readable, exception);
        }

        var plan = CheckedPlan.Of(_input, _sets, _options, _fates);
        Judge(plan);
        AxoniusCsvKey[] keys = [.. CountKeys()];
        if (isRead && _baseline is { } baseline)
        {
            _findings.Add(new BaselineComparison(baseline, _options).Compare(_input.Count, keys));
        }

        bool isUsable = _findings.AreWithoutError;
        return new AxoniusCsvCheck
        {
            Path = _options.Import.Reading.Path,
            Findings = _findings.ToList(),
            RulesNotTried = _findings.NotTried,
            RowsRead = _rowsRead,
            Assets = _input.Count,
            Rows = _fates.ToList(),
            AssetIds = plan.AssetIds,
            DuplicateRows = plan.DuplicateRows,
            ExcludedAssets = plan.ExcludedAssets,
            AssetsWithoutValues = plan.AssetsWithoutValues,
            Keys = keys,
            AssetsPlanned = isUsable ? plan.Assets : 0,
            Groups = isUsable ? plan.Groups : 0,
            Batches = isUsable ? plan.Batches : 0,
            BaselinePath = _baseline?.Path,
            BaselineRowsRead = _baseline?.RowsRead,
            BaselineAssets = _baseline?.Assets,
        };
    }

    // Whether it is one to go on with.
    private bool Read()
    {
        using var reader = new AxoniusCsvReader(_options.Import.Reading, _stop);
        _findings.Try(AxoniusCsvRule.Contract);
        reader.Rejecting = row =>
        {
            _rejected.Add(row);
            _fates.Add(row);
            CheckNowAndThen(reader);
        };
        var assets = new ExportAssets(reader, _options.Import.Reading.Path, _options.Import.MostSets);
        _sets = assets.Sets;
        try
        {
            while (assets.Read())
            {
                _input.TryAdd(new StoredRecord(_input.Count + 1, assets.AssetId, assets.Line, assets.SetId));
                CheckNowAndThen(reader);
            }
        }
        finally
        {
            _rowsRead = reader.RowsRead;
        }

        Report(reader);
        _findings.Try(AxoniusCsvRule.Readable, AxoniusCsvRule.Form, AxoniusCsvRule.Values, AxoniusCsvRule.Rows);
        foreach (ConnectorWarning warning in reader.Findings.Warnings())
        {
            _findings.Warn(
                warning.Subject == WarningSubject.TextsThatStandForNone ? AxoniusCsvRule.Values : AxoniusCsvRule.Form, warning);
        }

        if (ExportVerdict.Of(_options.Import.Reading.Path, null, reader.Tally, _options.Import.AllowRejected) is { } refusal)
        {
            _findings.Fail(AxoniusCsvRule.Rows, refusal);
        }
        else if (_rejected.Warning(null, reader.EncodingName) is { } rejected)
        {
            _findings.Warn(AxoniusCsvRule.Rows, rejected);
        }

        return true;
    }

    private void Judge(CheckedPlan plan)
    {
        if (!_findings.AreWithoutError)
        {
            return;
        }

        _findings.Try(AxoniusCsvRule.Duplicates, AxoniusCsvRule.Plan);
        _findings.Warn(AxoniusCsvRule.Duplicates, DuplicateRows.Warning(null, _options.DuplicateAction, plan.ExcludedAssets));
        _findings.Warn(AxoniusCsvRule.Plan, WithoutValues.Warning(null, plan.AssetsWithoutValues));
        if (plan.Assets == 0)
        {
            _findings.Fail(AxoniusCsvRule.Plan, AxoniusExportException.NothingToSend(
                _options.Import.Reading.Path, null, plan.AssetsWithoutValues, plan.ExcludedAssets));
        }
    }

    private IEnumerable<AxoniusCsvKey> CountKeys()
    {
        int[] assetsOf = new int[_sets.Count + 1];
        for (int row = 0; row < _input.Count; row++)
        {
            assetsOf[_input.SetIdOf(row)]++;
        }

        // How far each set was read: its values come one key after the other.
        int[] places = new int[assetsOf.Length];
        var tally = new KeyTally();
        foreach (AxoniusColumn column in _options.Import.Contract.Columns)
        {
            _stop.ThrowIfCancellationRequested();
            tally.Clear();
            for (int set = 1; set <= _sets.Count; set++)
            {
                ReadOnlySpan<byte> value = SetValues.At(_sets.KeyAt(set)[places[set]..], 0);
                places[set] += value.Length + 1;
                tally.Add(value, assetsOf[set]);
            }

            bool isKnown = _baseline?.Contract.Keys.Contains(column.Key) == true;
            if (isKnown)
            {
                _baseline!.ReadValues(column.Key, tally.AddOfBaseline);
            }

            yield return tally.ToKey(column, _input.Count, isKnown ? _baseline!.Assets : null);
        }
    }

    private void CheckNowAndThen(AxoniusCsvReader reader)
    {
        if (--_untilCheck > 0)
        {
            return;
        }

        _untilCheck = RowsBetweenChecks;
        _stop.ThrowIfCancellationRequested();
        if (_progress.IsDue)
        {
            Report(reader);
        }
    }

    private void Report(AxoniusCsvReader reader) => _progress.Report(
        reader.Position,
        reader.Length,
        string.Create(CultureInfo.InvariantCulture, $"{Counted.Of(reader.RowsRead, "row")}, {Counted.Of(_input.Count, "asset")}"));
}
