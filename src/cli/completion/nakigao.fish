function __nakigao_complete
    COMPLETE=fish COMPLETER -- (commandline -cpo) (commandline -ct) 2>/dev/null
end
complete --command nakigao --no-files --keep-order --arguments '(__nakigao_complete)'
