using QualysCustomAttributes.Windows.Hosting;

[assembly: AssemblyFixture(typeof(WindowsPrograms))]
