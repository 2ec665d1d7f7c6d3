using QualysCustomAttributes.Qualys;

namespace QualysCustomAttributes.Unit.Qualys;

/// <summary>A platform that counts calls in a sliding window, and calls that keep to what is known of it; time passes in steps.</summary>
internal sealed class PlatformModel(int limit, TimeSpan length, CallWindow window)
{
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Queue<DateTimeOffset> _admitted = new();

    /// <summary>When calls of ours were let in.</summary>
    public List<DateTimeOffset> Admitted { get; } = [];

    /// <summary>When calls of ours were turned away.</summary>
    public List<DateTimeOffset> Blocked { get; } = [];

    /// <summary>Counts a call of somebody else.</summary>
    public void CallOfAnother(DateTimeOffset now)
    {
        Forget(now);
        _admitted.Enqueue(now);
    }

    /// <summary>Makes calls, so many at a time, each of which takes as long; others make theirs meanwhile.</summary>
    /// <returns>When the last one was let in.</returns>
    public DateTimeOffset Make(int calls, int atATime, TimeSpan latency, DateTimeOffset now, Queue<DateTimeOffset>? others = null)
    {
        var answers = new PriorityQueue<(QualysLimits Limits, bool IsBlocked, TimeSpan? Wait), DateTimeOffset>();
        int free = atATime;
        DateTimeOffset closedUntil = DateTimeOffset.MinValue;
        for (int made = 0; made < calls;)
        {
            TimeSpan pause = window.WaitFor(now) is var asked && asked > closedUntil - now ? asked : closedUntil - now;
            if (free > 0 && pause <= TimeSpan.Zero)
            {
                while (others?.TryPeek(out DateTimeOffset other) == true && other <= now)
                {
                    CallOfAnother(others.Dequeue());
                }

                window.Leave(now);
                free--;
                bool isBlocked = !TryAdmit(now);
                made += isBlocked ? 0 : 1;
                answers.Enqueue((Limits(now), isBlocked, ToWait(now)), now + latency);
                continue;
            }

            bool isAnswer = answers.TryPeek(out _, out DateTimeOffset answer) && (free == 0 || answer <= now + pause);
            now = isAnswer ? (answer > now ? answer : now) : now + pause;
            if (isAnswer)
            {
                (QualysLimits limits, bool isBlocked, TimeSpan? wait) = answers.Dequeue();
                window.Answered(limits, isBlocked, wait, now);
                closedUntil = isBlocked && wait is { } told ? now + told : closedUntil;
                free++;
            }
        }

        return Admitted[^1];
    }

    private bool TryAdmit(DateTimeOffset now)
    {
        Forget(now);
        bool isRoom = _admitted.Count < limit;
        if (isRoom)
        {
            _admitted.Enqueue(now);
        }

        (isRoom ? Admitted : Blocked).Add(now);
        return isRoom;
    }

    private QualysLimits Limits(DateTimeOffset now) =>
        new(limit, (long)length.TotalSeconds, Math.Max(0, limit - _admitted.Count), ToWait(now), null, null);

    private TimeSpan? ToWait(DateTimeOffset now) =>
        _admitted.Count < limit ? null : TimeSpan.FromSeconds(Math.Ceiling((_admitted.Peek() + length - now).TotalSeconds));

    private void Forget(DateTimeOffset now)
    {
        while (_admitted.TryPeek(out DateTimeOffset oldest) && oldest + length <= now)
        {
            _admitted.Dequeue();
        }
    }
}
