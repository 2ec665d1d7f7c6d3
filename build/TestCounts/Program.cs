using TestCounts;

// TestCounts FOLDER [FAILED-STEP...]: what came of the tests whose result files lie in a folder.
if (args.Length == 0)
{
    Console.Error.WriteLine("Name the folder of the result files, and after it every step that failed.");
    return 2;
}

return CountsReport.Write(Console.Out, ResultFolder.Read(args[0], args[1..])) ? 0 : 1;
