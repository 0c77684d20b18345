function deeper() end
