// ModuleHelp <pagesFolder> <outputFile> [--about <folder> <outFolder>]
//
// Turns the markdown pages of the cmdlets into the MAML file which Get-Help reads, and about_*.md into the text files of
// the about topics. The pages follow the platyPS schema 2.0.0, the classic one of `New-MarkdownHelp`: YAML front matter
// with `schema: 2.0.0`, a `# Verb-Noun`, the sections SYNOPSIS, SYNTAX, DESCRIPTION, EXAMPLES, PARAMETERS, INPUTS,
// OUTPUTS, NOTES and RELATED LINKS, and a flat yaml block for every parameter. What each must hold is told by
// HelpPageReader; a page which breaks it ends the program with exit code 1 and a line for each problem that MSBuild shows
// as an error of the build.

return ModuleHelp.HelpBuild.Run(args, Console.Out);
